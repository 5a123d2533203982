import type { IForbiddenRuleType } from 'dependency-cruiser';

/**
 * Who may import whom among our own packages (docs/decisions/0002): the packages a folder may import beside itself.
 * A package that stands in no row may import nothing of ours, so a new one is closed until somebody opens it here.
 */
const allowedImports: Readonly<Record<string, readonly string[]>> = {
  'libs/domain': [],
  'libs/provider-kit': [],
  'libs/audit-events': [],
  'libs/api-contract': ['libs/domain'],
  'libs/platform': [],
  'libs/scim-core': ['libs/domain', 'libs/provider-kit'],
  'libs/storage': ['libs/domain', 'libs/audit-events', 'libs/platform', 'libs/provider-kit', 'libs/scim-core'],
  'libs/audit-store': ['libs/domain', 'libs/audit-events', 'libs/platform'],
  'libs/forwarding': ['libs/domain', 'libs/audit-events', 'libs/platform'],
  'libs/provider-testing': ['libs/provider-kit', 'libs/scim-core'],
  'libs/application': [
    'libs/domain',
    'libs/provider-kit',
    'libs/audit-events',
    'libs/platform',
    'libs/scim-core',
    'libs/storage',
    'libs/audit-store',
    'libs/forwarding',
  ],
  'apps/gateway': ['libs/[^/]+', 'plugins/[^/]+'],
  'apps/log-shipper': ['libs/[^/]+', 'plugins/[^/]+'],
  'apps/admin-web': ['libs/api-contract', 'libs/audit-events'],
  'tools/[^/]+': ['libs/[^/]+', 'plugins/[^/]+', 'tools/[^/]+'],
  e2e: ['libs/[^/]+', 'plugins/[^/]+', 'tools/[^/]+'],
};

const spec = '\\.spec\\.tsx?$';
const ourPackages = '^(?:(?:apps|libs|plugins|tools)/[^/]+|e2e)/';

const packageRules = Object.entries(allowedImports).map(
  ([folder, others]): IForbiddenRuleType => ({
    name: `${folder.replaceAll('/[^/]+', '-any').replaceAll('/', '-')}-imports`,
    severity: 'error',
    comment:
      others.length === 0 ? `${folder} imports none of our packages.` : `${folder} imports ${others.join(', ')}.`,
    from: { path: `^${folder}/` },
    to: { path: ourPackages, pathNot: [`^${folder}/`, ...others.map((other) => `^${other}/`)] },
  }),
);

/** Every rule of the fence, for dependency-cruiser. */
export const boundaryRules: readonly IForbiddenRuleType[] = [
  ...packageRules,
  {
    name: 'unlisted-package-imports',
    severity: 'error',
    comment: 'This package has no row in boundary-rules.ts yet: give it one that says what it may import.',
    from: {
      path: '^(?:apps|libs|plugins|tools)/([^/]+)/',
      pathNot: ['^plugins/', ...Object.keys(allowedImports).map((folder) => `^${folder}/`)],
    },
    to: { path: ourPackages, pathNot: '^(?:apps|libs|plugins|tools)/$1/' },
  },
  {
    name: 'plugin-imports',
    severity: 'error',
    comment: 'A plugin is pure: it imports provider-kit and its own files, nothing else of ours, of npm or of Node.',
    from: { path: '^plugins/([^/]+)/', pathNot: spec },
    to: { path: '.', pathNot: ['^plugins/$1/', '^libs/provider-kit/'] },
  },
  {
    name: 'plugin-spec-imports',
    severity: 'error',
    comment: "A plugin's spec may also import provider-testing and vitest.",
    from: { path: `^plugins/([^/]+)/.*${spec}` },
    to: {
      path: '.',
      pathNot: ['^plugins/$1/', '^libs/provider-(?:kit|testing)/', '^vitest$', '(?:^|/)node_modules/vitest/'],
      dependencyTypesNot: ['core'],
    },
  },
  {
    name: 'pure-libs-do-no-io',
    severity: 'error',
    comment: 'domain, provider-kit and scim-core are pure rules: no database, no HTTP, no files, no processes.',
    from: { path: '^libs/(?:domain|provider-kit|scim-core)/', pathNot: spec },
    to: {
      path: [
        '^(?:node:)?(?:fs|net|http|https|http2|tls|dns|dgram|child_process|worker_threads|cluster)(?:/|$)',
        '(?:^|node_modules/)(?:kysely|pg|express|undici|@clickhouse/[^/]+)(?:/|$)',
      ],
    },
  },
  {
    name: 'relative-path-into-another-package',
    severity: 'error',
    comment: "Another package is imported by its name, so that its 'exports' decide what may be seen.",
    from: { path: '^((?:apps|libs|plugins|tools)/[^/]+|e2e)/' },
    to: { path: ourPackages, pathNot: '^$1/', dependencyTypes: ['local'] },
  },
  {
    name: 'not-found',
    severity: 'error',
    comment: 'The import leads nowhere, or to a file that the package does not export.',
    from: {},
    // Vite makes `virtual:` modules while it builds.
    to: { couldNotResolve: true, pathNot: '^virtual:' },
  },
  {
    name: 'circular',
    severity: 'error',
    comment: 'Files that import each other in a circle are one file, or want a third.',
    from: {},
    to: { circular: true },
  },
];
