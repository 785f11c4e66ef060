import whole from './jest.config.js';

// The specs beside the service's code, which need nothing else: no database, and nothing compiled first.
export default { ...whole, roots: ['<rootDir>/src'], globalSetup: undefined, globalTeardown: undefined };
