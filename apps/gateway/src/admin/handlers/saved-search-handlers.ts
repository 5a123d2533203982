import { alertFilterOf, type savedSearch, type savedSearchOperations } from '@sekisho/api-contract';
import {
  changeSavedSearch,
  createAlertRule,
  removeSavedSearch,
  savedSearchNotFound,
  saveSearch,
  searchesOf,
} from '@sekisho/application';
import type { SavedSearch } from '@sekisho/domain';
import type { z } from 'zod';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { renderRule } from './alert-handlers.ts';

export function savedSearchHandlers(dependencies: AdminDependencies): HandlersOf<typeof savedSearchOperations> {
  return {
    async listSavedSearches({ caller }) {
      return { items: (await searchesOf(dependencies, caller)).map(renderSavedSearch) };
    },
    async saveSearch({ caller, body }) {
      return renderSavedSearch(await saveSearch(dependencies, caller, body));
    },
    async updateSavedSearch({ caller, params, body }) {
      return renderSavedSearch(await changeSavedSearch(dependencies, caller, params.searchId, body));
    },
    async deleteSavedSearch({ caller, params }) {
      await removeSavedSearch(dependencies, caller, params.searchId);
    },
    async alertOnSavedSearch({ caller, params, body }) {
      const search = (await searchesOf(dependencies, caller)).find(({ id }) => id === params.searchId);
      if (search === undefined) throw savedSearchNotFound();
      const { name = search.name, notify, ...condition } = body;
      const rule = await createAlertRule(dependencies, caller, {
        name,
        condition: { kind: 'search', filter: alertFilterOf(search.query), ...condition },
        notify,
      });
      return renderRule(rule);
    },
  };
}

function renderSavedSearch(search: SavedSearch): z.output<typeof savedSearch> {
  return {
    id: search.id,
    name: search.name,
    query: { ...search.query },
    shared: search.ownerId === null,
    createdAt: search.createdAt.toISOString(),
    updatedAt: search.updatedAt.toISOString(),
  };
}
