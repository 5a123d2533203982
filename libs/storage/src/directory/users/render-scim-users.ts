import type { TextPieces } from '@sekisho/scim-core';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../database.ts';
import type { PageMarks } from '../page/page-marks.ts';
import type { Page, PageRequest } from '../page/page-request.ts';
import { selectPage } from '../page/select-page.ts';
import type { DirectoryScope } from './scim-user.ts';
import { groupsOfPage, toUserTexts, type UserTextRow, userTextColumns } from './user-columns.ts';
import { userSource } from './user-source.ts';

/** A page of Users, each as the JSON text that a reply shows. For whole resources only: a projection needs objects. */
export async function renderScimUsers(
  db: Kysely<Database>,
  scope: DirectoryScope,
  request: PageRequest,
  marks?: PageMarks,
): Promise<Page<TextPieces>> {
  const source = {
    ...userSource(scope, request.baseUrl),
    columns: sql<UserTextRow>`${sql.raw(userTextColumns)}`,
    plainColumns: true,
    besidePage: groupsOfPage(scope.connectionId),
    columnsBeside: sql`beside_page.groups`,
  };
  const page = await selectPage(db, source, request, marks);
  return { ...page, resources: toUserTexts(page.resources, (row) => row.page_id, request.baseUrl) };
}
