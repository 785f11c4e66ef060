const { readdirSync } = require('node:fs');

// The arrows of the modules. One module may use another only where this file says so; tests may use everything.
const production = '\\.spec\\.ts$';
const platformTypes = 'dialogporten/dialogporten-types\\.ts$';
const uses = {
  logging: [],
  timers: [],
  outgoing: [],
  pages: ['http'],
  config: [],
  http: ['logging', 'config'],
  openapi: ['pages', 'config', 'http'],
  database: ['timers', 'logging', 'config', 'http'],
  dialogporten: ['outgoing', 'logging', 'config', 'http'],
  time: ['dialogporten/platform-fetch\\.ts$', 'database', 'timers', 'config', 'http'],
  delivery: ['dialogporten', 'time', 'database', 'timers', 'logging', 'config', 'http'],
  redrive: ['delivery', 'database', 'logging', 'config', 'http'],
  dialogs: [
    'delivery',
    platformTypes,
    'dialogporten/actor-names\\.ts$',
    'embeds/markdown\\.ts$',
    'time',
    'database',
    'timers',
    'logging',
    'config',
    'http',
  ],
  effects: ['dialogs', 'database', 'timers', 'logging', 'config', 'http'],
  events: [
    'dialogs',
    'delivery',
    'service-owner/(party-urn|date-time)\\.ts$',
    'openapi',
    'dialogporten',
    'time',
    'database',
    'outgoing',
    'logging',
    'config',
    'http',
  ],
  'write-actions': ['delivery', 'openapi', 'config', 'http'],
  embeds: ['openapi', 'config', 'http'],
  'service-owner': ['write-actions', 'openapi', 'dialogs', 'delivery', 'time', 'outgoing', 'config', 'http'],
  check: [
    'dialogs',
    'navigation/id-porten\\.ts$',
    'dialogporten',
    'time',
    'database',
    'outgoing',
    'logging',
    'config',
    'http',
  ],
  navigation: [
    'openapi',
    'dialogs',
    'dialogporten',
    'time',
    'database',
    'embeds',
    'pages',
    'outgoing',
    'logging',
    'config',
    'http',
  ],
  'system-users': ['openapi', 'service-owner', 'navigation/(altinn-)?party-access\\.ts$', 'dialogs', 'config', 'http'],
  routes: ['dialogs', 'embeds', 'openapi'],
  operations: [
    'effects',
    'events',
    'redrive',
    'delivery',
    'dialogporten',
    'database',
    'pages',
    'logging',
    'config',
    'http',
  ],
};

/**
 * The same for the stand-in. What it knows (`platform.ts`) is made of stores; routes get at them through it, and only
 * the programs put routes together.
 */
const leaves = 'addresses|atomic-file|client-token|client-with-key|joined|personas|policy';
const standInUses = {
  model: [],
  http: [],
  page: [],
  validation: ['model', 'http'],
  json: ['validation', 'http'],
  dialogs: ['model', 'validation', 'json', 'http'],
  control: ['http', 'platform\\.ts$'],
  keys: [],
  maskinporten: ['http', 'platform\\.ts$'],
  idporten: ['page', 'http', 'platform\\.ts$'],
  events: ['dialogs', 'model', 'json', 'maskinporten', 'platform\\.ts$'],
  registers: ['dialogs', 'model', 'validation', 'http', 'platform\\.ts$'],
  authorization: ['maskinporten', 'http', 'platform\\.ts$'],
  'well-known': ['platform\\.ts$'],
  'end-user': ['registers', 'dialogs', 'model', 'maskinporten', 'json', 'validation', 'http', 'platform\\.ts$'],
  'service-owner': [
    'end-user',
    'registers',
    'dialogs',
    'model',
    'maskinporten',
    'json',
    'validation',
    'http',
    'platform\\.ts$',
  ],
  graphql: ['end-user', 'registers', 'dialogs', 'model', 'validation', 'http', 'platform\\.ts$'],
  metadata: ['end-user', 'registers', 'dialogs', 'model', 'platform\\.ts$'],
  portal: ['end-user', 'dialogs', 'model', 'platform\\.ts$'],
  desk: ['portal', 'registers', 'dialogs', 'model', 'page', 'http', 'platform\\.ts$'],
};

/**
 * Folders that are no module of ours are kinds of dialogs, such as the sample; its half of the stand-in and its tests
 * go with it.
 */
const kinds = readdirSync(`${__dirname}/src`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !(entry.name in uses))
  .map(({ name }) => ({
    name,
    folders: `^(src/${name}|test/${name}|emulator/${name === 'serving-licence' ? 'sample' : name})/`,
  }));

/** Parts of the machinery that a kind of dialog may use. */
const forKinds =
  'write-actions|embeds|service-owner|system-users|navigation|dialogs|effects/effect-handler\\.decorator\\.ts|delivery/delivery\\.ts|database/(database|drizzle)\\.ts|dialogporten/dialogporten-types|openapi/api-|http|config|feature';

/** A folder uses itself, those that the table names, and what all of them may use. */
function arrowsOf(root, table, forAll = []) {
  return Object.entries(table).map(([folder, others]) => ({
    name: `arrows-of-${root}-${folder}`,
    severity: 'error',
    from: { path: `^${root}/${folder}/`, pathNot: production },
    to: {
      path: `^${root}/`,
      pathNot: [
        `^${root}/${folder}/`,
        ...[...forAll, ...others].map((other) => (other.endsWith('$') ? `^${root}/${other}` : `^${root}/${other}/`)),
      ],
    },
  }));
}

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: [production, '\\.d\\.ts$', 'generated/', 'test/support/.*\\.js$'] },
      to: {},
    },
    {
      name: 'the-emulator-is-a-separate-program',
      severity: 'error',
      from: { path: '^(src|emulator)/', pathNot: production },
      to: { path: '^(src|emulator|conformance)/', pathNot: ['^$1/'] },
    },
    {
      name: 'the-conformance-suite-asks-from-outside',
      severity: 'error',
      from: { path: '^conformance/', pathNot: [production, '^conformance/stand-in\\.ts$'] },
      to: { path: '^(src|emulator|test|bench)/' },
    },
    {
      name: 'the-conformance-suite-starts-the-stand-in-and-nothing-else',
      severity: 'error',
      from: { path: '^conformance/stand-in\\.ts$' },
      to: { path: '^(src|test|bench)/' },
    },
    {
      name: 'production-code-does-not-import-tests',
      severity: 'error',
      from: { path: '^(src|packages|emulator)/', pathNot: production },
      to: { path: ['^test/', production] },
    },
    {
      name: 'packages-are-used-by-their-names',
      severity: 'error',
      from: { pathNot: '^packages/' },
      to: { path: '^packages/', pathNot: '/src/(testing/)?index\\.ts$' },
    },
    {
      name: 'a-test-kit-is-for-tests',
      severity: 'error',
      from: { path: '^(src|emulator)/', pathNot: production },
      to: { path: '^packages/[^/]+/src/testing/' },
    },
    {
      name: 'packages-need-nothing-of-the-rest',
      severity: 'error',
      from: { path: '^packages/([^/]+)/', pathNot: production },
      to: { path: '^(src|packages|emulator|conformance|test|bench)/', pathNot: '^packages/$1/' },
    },
    {
      name: 'production-code-uses-runtime-dependencies-only',
      severity: 'error',
      // Traces are for those who install what they need.
      from: { path: '^src/', pathNot: [production, '^src/tracing\\.ts$'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    ...arrowsOf('src', uses),
    ...arrowsOf('emulator', standInUses, [`(${leaves})\\.ts$`]),
    {
      name: 'arrows-of-what-the-stand-in-knows',
      severity: 'error',
      from: { path: '^emulator/platform\\.ts$' },
      to: { path: '^emulator/.*(routes|server|emulator|stand-ins?)\\.ts$' },
    },
    // It may use everything but the operations; only the tables of contents use it.
    ...kinds.flatMap(({ name, folders }) => [
      {
        name: `${name}-can-be-deleted`,
        severity: 'error',
        from: { pathNot: [folders, '^src/app\\.module\\.ts$', '^emulator/stand-ins\\.ts$'] },
        to: { path: folders },
      },
      {
        name: `${name}-is-no-part-of-the-machinery`,
        severity: 'error',
        from: { path: `^src/${name}/` },
        to: {
          path: '^src/',
          pathNot: [`^src/(${name}|${forKinds})`],
        },
      },
    ]),
    {
      name: 'kinds-of-dialog-in-tests-use-what-others-may',
      severity: 'error',
      from: { path: '^test/[^/]+/src/' },
      to: { path: '^src/', pathNot: [`^src/(${forKinds})`] },
    },
    {
      name: 'no-module-without-a-name',
      severity: 'error',
      from: {},
      to: { path: '^src/.*(utils?|common|shared|helpers?)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['dialogporten-source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
