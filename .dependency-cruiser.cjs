/** Who may import whom (docs/explanation/architecture.md). `npm run boundaries` checks it. */
const SLICES = 'enterprises|recognitions|targets|policy|statistics|accounts|paperwork';
const CONTRACT = '(domain/events|commands|queries|place-history)\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that import each other cannot be understood, or loaded, one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'kernel-is-pure',
      comment: 'The kernel is vocabulary: no Nest, no database, no other library of ours.',
      severity: 'error',
      from: { path: '^libs/kernel/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/kernel/|^crypto$|^node:crypto$|^node_modules/uuid/' },
    },
    {
      name: 'domain-imports-kernel-only',
      comment: 'Decisions stay pure: a domain folder sees the kernel and its own slice’s domain.',
      severity: 'error',
      from: { path: `^libs/(${SLICES})/domain/`, pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: `^libs/kernel/|^libs/$1/domain/|^node_modules/yaml/|^(node:)?(crypto|fs|path|url)$`,
      },
    },
    {
      name: 'slices-meet-at-contracts',
      comment: 'A slice sees another slice’s events, commands and queries, nothing else.',
      severity: 'error',
      // Hosts for tests (testing/) put slices together as apps do.
      from: { path: `^libs/(${SLICES})/`, pathNot: '\\.spec\\.ts$|/testing/' },
      to: {
        path: `^libs/(${SLICES})/`,
        pathNot: [`^libs/$1/`, `^libs/(${SLICES})/${CONTRACT}`],
      },
    },
    {
      name: 'store-and-runtime-know-no-slice',
      severity: 'error',
      from: { path: '^libs/(event-store|runtime)/', pathNot: '\\.spec\\.ts$' },
      to: { path: `^libs/(${SLICES})/|^apps/|^seeds/` },
    },
    {
      name: 'kurrentdb-loads-on-demand',
      comment: 'Its client has a native part; who keeps events in PostgreSQL must not need it.',
      severity: 'error',
      from: {
        path: '^(apps|libs|seeds|scripts)/',
        pathNot: '^libs/event-store/kurrentdb/|\\.spec\\.ts$',
      },
      to: {
        path: '^libs/event-store/kurrentdb/|@kurrent/',
        pathNot: '/connection-string\\.ts$',
        dynamic: false,
      },
    },
    {
      name: 'libs-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-stand-apart',
      comment: 'Only apps/registry may import the modules of the other apps.',
      severity: 'error',
      from: { path: '^apps/(api|projector|worker)/' },
      to: { path: '^apps/', pathNot: '^apps/($1|shared)/' },
    },
    {
      name: 'tests-stay-out-of-the-product',
      severity: 'error',
      from: { path: '^(apps|libs|seeds|scripts)/', pathNot: '\\.spec\\.ts$|/testing/' },
      to: { path: '^test/|\\.spec\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/|^apps/console/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'types', 'node', 'default'],
    },
  },
};
