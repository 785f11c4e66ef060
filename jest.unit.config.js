import whole from './jest.config.js';

// The specs beside the service's and the packages' code, which need nothing else: no database, and nothing compiled first.
export default {
  ...whole,
  roots: ['<rootDir>/src', '<rootDir>/packages'],
  globalSetup: undefined,
  globalTeardown: undefined,
};
