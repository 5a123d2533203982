import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { parseAlertSearch } from '../features/alerts/alert-search.ts';
import { parseNewRuleSearch } from '../features/alerts/new-rule-search.ts';
import { parseAuditSearch } from '../features/audit-log/audit-search.ts';
import { parseMonthlyFilesSearch } from '../features/audit-log/monthly-files/monthly-files.ts';
import { parseMemberSearch } from '../features/members/member-search.ts';
import { parseRequestSearch } from '../features/provisioning-log/request-search.ts';
import { isSignedOut } from '../shared/api/explain-error.ts';
import { meQuery } from '../shared/session/me.ts';
import { FailedPage } from './FailedPage.tsx';
import { PendingPage } from './PendingPage.tsx';
import { parseReturnPath } from './return-path.ts';
import { Shell } from './shell/Shell.tsx';
import { UnknownPage } from './UnknownPage.tsx';

/** Every address of the app. Each page is a chunk of its own; the search part of an address is parsed here, once. */

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: UnknownPage,
  errorComponent: FailedPage,
});

const firstRunRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/first-run',
  validateSearch: (search) => ({ token: textIn(search, 'token') ?? '' }),
  component: lazyRouteComponent(() => import('../features/first-run/FirstRunPage.tsx'), 'FirstRunPage'),
});

const setPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/set-password',
  component: lazyRouteComponent(() => import('../features/set-password/SetPasswordPage.tsx'), 'SetPasswordPage'),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { from?: string; expired?: true } => {
    const from = parseReturnPath(textIn(search, 'from'));
    return { ...(from === undefined ? {} : { from }), ...(search['expired'] === true ? { expired: true } : {}) };
  },
  component: lazyRouteComponent(() => import('../features/sign-in/SignInPage.tsx'), 'SignInPage'),
});

/** Everything behind the sign-in. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { from: location.href } });
    }
  },
  component: Shell,
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../features/home/HomePage.tsx'), 'HomePage'),
});

const membersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/members',
  validateSearch: parseMemberSearch,
  component: lazyRouteComponent(() => import('../features/members/MembersPage.tsx'), 'MembersPage'),
});

const newMemberRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/members/new',
  component: lazyRouteComponent(() => import('../features/members/NewMemberPage.tsx'), 'NewMemberPage'),
});

const memberRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/members/$memberId',
  component: lazyRouteComponent(() => import('../features/members/MemberPage.tsx'), 'MemberPage'),
});

const teamsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/teams',
  validateSearch: (search): { text?: string } => {
    const text = textIn(search, 'text');
    return text === undefined ? {} : { text };
  },
  component: lazyRouteComponent(() => import('../features/teams/TeamsPage.tsx'), 'TeamsPage'),
});

const teamRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/teams/$teamId',
  component: lazyRouteComponent(() => import('../features/teams/TeamPage.tsx'), 'TeamPage'),
});

const connectionsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/connections',
  component: lazyRouteComponent(() => import('../features/connections/ConnectionsPage.tsx'), 'ConnectionsPage'),
});

const newConnectionRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/connections/new',
  component: lazyRouteComponent(() => import('../features/connections/NewConnectionPage.tsx'), 'NewConnectionPage'),
});

const connectionRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/connections/$connectionId',
  component: lazyRouteComponent(() => import('../features/connections/ConnectionPage.tsx'), 'ConnectionPage'),
});

const provisioningLogRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/connections/$connectionId/requests',
  validateSearch: parseRequestSearch,
  component: lazyRouteComponent(
    () => import('../features/provisioning-log/ProvisioningLogPage.tsx'),
    'ProvisioningLogPage',
  ),
});

const provisioningSettingsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/connections/$connectionId/settings',
  component: lazyRouteComponent(
    () => import('../features/provisioning-settings/ProvisioningSettingsPage.tsx'),
    'ProvisioningSettingsPage',
  ),
});

const brakesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/brakes',
  component: lazyRouteComponent(() => import('../features/brakes/BrakesPage.tsx'), 'BrakesPage'),
});

const brakeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/brakes/$brakeId',
  component: lazyRouteComponent(() => import('../features/brakes/BrakePage.tsx'), 'BrakePage'),
});

const domainsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/domains',
  component: lazyRouteComponent(() => import('../features/domains/DomainsPage.tsx'), 'DomainsPage'),
});

const apiKeysRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('../features/api-keys/ApiKeysPage.tsx'), 'ApiKeysPage'),
});

const auditLogRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/audit-log',
  validateSearch: parseAuditSearch,
  component: lazyRouteComponent(() => import('../features/audit-log/AuditLogPage.tsx'), 'AuditLogPage'),
});

const retentionRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/audit-log/retention',
  component: lazyRouteComponent(() => import('../features/audit-log/retention/RetentionPage.tsx'), 'RetentionPage'),
});

const accessLogRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/access-log',
  component: lazyRouteComponent(() => import('../features/access-log/AccessLogPage.tsx'), 'AccessLogPage'),
});

const auditExportsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/audit-log/exports',
  component: lazyRouteComponent(() => import('../features/audit-log/exports/ExportsPage.tsx'), 'ExportsPage'),
});

const monthlyFilesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/audit-log/monthly',
  validateSearch: parseMonthlyFilesSearch,
  component: lazyRouteComponent(
    () => import('../features/audit-log/monthly-files/MonthlyFilesPage.tsx'),
    'MonthlyFilesPage',
  ),
});

const alertsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/alerts',
  validateSearch: parseAlertSearch,
  component: lazyRouteComponent(() => import('../features/alerts/AlertsPage.tsx'), 'AlertsPage'),
});

const alertRulesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/alerts/rules',
  component: lazyRouteComponent(() => import('../features/alerts/AlertRulesPage.tsx'), 'AlertRulesPage'),
});

const newAlertRuleRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/alerts/rules/new',
  validateSearch: parseNewRuleSearch,
  component: lazyRouteComponent(() => import('../features/alerts/NewAlertRulePage.tsx'), 'NewAlertRulePage'),
});

const alertRuleRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/alerts/rules/$ruleId',
  component: lazyRouteComponent(() => import('../features/alerts/AlertRulePage.tsx'), 'AlertRulePage'),
});

const forwardingRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/forwarding',
  component: lazyRouteComponent(() => import('../features/forwarding/DestinationsPage.tsx'), 'DestinationsPage'),
});

const newDestinationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/forwarding/new',
  component: lazyRouteComponent(() => import('../features/forwarding/NewDestinationPage.tsx'), 'NewDestinationPage'),
});

const destinationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/forwarding/$destinationId',
  component: lazyRouteComponent(() => import('../features/forwarding/DestinationPage.tsx'), 'DestinationPage'),
});

const sealsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/seals',
  component: lazyRouteComponent(() => import('../features/seals/SealsPage.tsx'), 'SealsPage'),
});

const profileRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/profile',
  component: lazyRouteComponent(() => import('../features/profile/ProfilePage.tsx'), 'ProfilePage'),
});

const routeTree = rootRoute.addChildren([
  firstRunRoute,
  setPasswordRoute,
  signInRoute,
  signedInRoute.addChildren([
    homeRoute,
    membersRoute,
    newMemberRoute,
    memberRoute,
    teamsRoute,
    teamRoute,
    connectionsRoute,
    newConnectionRoute,
    connectionRoute,
    provisioningLogRoute,
    provisioningSettingsRoute,
    brakesRoute,
    brakeRoute,
    domainsRoute,
    apiKeysRoute,
    auditLogRoute,
    retentionRoute,
    accessLogRoute,
    auditExportsRoute,
    monthlyFilesRoute,
    alertsRoute,
    alertRulesRoute,
    newAlertRuleRoute,
    alertRuleRoute,
    forwardingRoute,
    newDestinationRoute,
    destinationRoute,
    sealsRoute,
    profileRoute,
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    // The query cache decides what is fresh, not the router.
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: PendingPage,
    defaultPendingMs: 300,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

function textIn(search: Record<string, unknown>, name: string): string | undefined {
  const value = search[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
