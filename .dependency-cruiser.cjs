// The arrows of the house. One module may use another only where this file says so; tests may use everything.
const production = '\\.spec\\.ts$';
const uses = {
  config: [],
  http: ['config'],
  'dialog-token': ['http/problem\\.ts$'],
  database: ['config', 'http'],
  dialogporten: ['config', 'http'],
  dialogs: ['dialogporten', 'database', 'dialog-token', 'config', 'http'],
  'write-actions': ['dialogs', 'dialog-token', 'config', 'http'],
  embeds: ['dialogs', 'dialog-token', 'config', 'http'],
  navigation: ['dialogs', 'dialog-token', 'config', 'http'],
  operations: ['dialogs', 'dialog-token', 'dialogporten', 'database', 'config', 'http'],
};

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
      to: { path: '^(src|emulator)/', pathNot: ['^$1/'] },
    },
    {
      name: 'production-code-does-not-import-tests',
      severity: 'error',
      from: { path: '^(src|emulator|bench)/', pathNot: production },
      to: { path: ['^test/', production] },
    },
    {
      name: 'production-code-uses-runtime-dependencies-only',
      severity: 'error',
      from: { path: '^src/', pathNot: [production] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    ...Object.entries(uses).map(([room, others]) => ({
      name: `arrows-of-${room}`,
      severity: 'error',
      from: { path: `^src/${room}/`, pathNot: production },
      to: {
        path: '^src/',
        pathNot: [
          `^src/${room}/`,
          ...others.map((other) => (other.endsWith('$') ? `^src/${other}` : `^src/${other}/`)),
        ],
      },
    })),
    {
      name: 'no-room-without-a-name',
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
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
