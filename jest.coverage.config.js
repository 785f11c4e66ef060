import whole from './jest.config.js';

/** Tests of programs, pages and pictures, whose code runs in other processes, and tests of what is done within a time. */
const others = [
  '/test/(documentation|deployment|make-it-yours|new-dialog|portal)/',
  '/test/(new-dialog|dialog-token-alone|checks-what-the-service-needs|makes-a-client-key|one-trace)\\.',
  '/test/(serving-licence/)?(survives|slow-hung|reaches-a-defined-end|runs-in-replicas|needs-no-platform)',
];

/** How much of the service and of the stand-in is run, by the specs beside the code and end to end, in the tests' process. */
export default {
  ...whole,
  testPathIgnorePatterns: [...whole.testPathIgnorePatterns, ...others],
  collectCoverage: true,
  coverageProvider: 'v8',
  collectCoverageFrom: [
    '{src,emulator,packages/*/src}/**/*.ts',
    '!**/*.spec.ts',
    '!**/generated/**',
    '!emulator/portal/page/**',
  ],
  coverageReporters: ['text-summary', 'html'],
  coverageThreshold: { global: { statements: 85, branches: 88, functions: 89, lines: 85 } },
};
