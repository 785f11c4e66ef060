import { availableParallelism } from 'node:os';

// jose is ESM only, and jwks-rsa loads it with require(): transforming it and loading it first (jest.setup.js)
// lets Jest's module system do on every Node.js version what Node.js does by itself.
export default {
  testEnvironment: 'node',
  // Packages are tested as they are written, not as they were compiled.
  testEnvironmentOptions: { customExportConditions: ['dialogporten-source', 'node', 'node-addons'] },
  roots: ['<rootDir>/src', '<rootDir>/packages', '<rootDir>/emulator', '<rootDir>/conformance', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // Applications have tests of their own.
  testPathIgnorePatterns: ['/node_modules/', '/test/peers/'],
  // A machine may be busy: what is too slow is for the benchmarks to say.
  testTimeout: 600_000,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(jose|cookie)/)'],
  moduleNameMapper: {
    '^\\./pdf-program\\.js$': '<rootDir>/test/support/pdf-program.js',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  setupFiles: ['<rootDir>/jest.setup.js'],
  globalSetup: '<rootDir>/test/support/set-up.js',
  // Much of the time the end-to-end tests wait: for an outage to end, for a process to start.
  maxWorkers: Math.max(3, availableParallelism()),
  globalTeardown: '<rootDir>/test/support/stop-postgres.js',
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
};
