import type { ProvisioningDependencies } from '@sekisho/application';
import type { ResourceTypes } from '@sekisho/scim-core';
import { createUserAccess, PageMarks } from '@sekisho/storage';
import { RouteFinder } from './find-route.ts';
import { bulkHandler, type CarryOut } from './resources/bulk.ts';
import { discoveryHandlers } from './resources/discovery.ts';
import { groupHandlers } from './resources/groups.ts';
import { rootHandlers } from './resources/root-search.ts';
import { userHandlers } from './resources/users.ts';
import type { ScimRoute } from './scim-route.ts';

/**
 * Every SCIM route there is, as data: dispatching reads it, and so does the test that knocks on each one with another
 * connection's and another organisation's token, so that a new route can't be forgotten there.
 */
export function scimRoutes(dependencies: ProvisioningDependencies, types: ResourceTypes): readonly ScimRoute[] {
  const users = userHandlers({ ...dependencies, users: createUserAccess(dependencies.db), marks: new PageMarks() });
  const groups = groupHandlers(dependencies);
  const root = rootHandlers(dependencies);
  const discovery = discoveryHandlers(types);
  const routes: ScimRoute[] = [
    { method: 'GET', path: '/Users', resourceType: 'User', handle: users.list },
    { method: 'POST', path: '/Users', resourceType: 'User', handle: users.create },
    { method: 'POST', path: '/Users/.search', resourceType: 'User', handle: users.search },
    { method: 'GET', path: '/Users/:id', resourceType: 'User', handle: users.read },
    { method: 'PUT', path: '/Users/:id', resourceType: 'User', handle: users.replace },
    { method: 'PATCH', path: '/Users/:id', resourceType: 'User', handle: users.patch },
    { method: 'DELETE', path: '/Users/:id', resourceType: 'User', handle: users.remove },
    { method: 'GET', path: '/Groups', resourceType: 'Group', handle: groups.list },
    { method: 'POST', path: '/Groups', resourceType: 'Group', handle: groups.create },
    { method: 'POST', path: '/Groups/.search', resourceType: 'Group', handle: groups.search },
    { method: 'GET', path: '/Groups/:id', resourceType: 'Group', handle: groups.read },
    { method: 'PUT', path: '/Groups/:id', resourceType: 'Group', handle: groups.replace },
    { method: 'PATCH', path: '/Groups/:id', resourceType: 'Group', handle: groups.patch },
    { method: 'DELETE', path: '/Groups/:id', resourceType: 'Group', handle: groups.remove },
    { method: 'GET', path: '/', handle: root.list },
    { method: 'POST', path: '/.search', handle: root.search },
    { method: 'GET', path: '/ServiceProviderConfig', handle: discovery.serviceProviderConfig },
    { method: 'GET', path: '/Schemas', handle: discovery.schemas },
    { method: 'GET', path: '/Schemas/:id', handle: discovery.schema },
    { method: 'GET', path: '/ResourceTypes', handle: discovery.resourceTypes },
    { method: 'GET', path: '/ResourceTypes/:id', handle: discovery.resourceType },
    ...(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method) => ({
      method,
      path: '/Me',
      handle: discovery.me,
    })),
  ];
  const finder = new RouteFinder(routes);
  const carryOut: CarryOut = (method, path, request) => finder.find(method, path).route.handle(request);
  return [...routes, { method: 'POST', path: '/Bulk', handle: bulkHandler(types, carryOut) }];
}
