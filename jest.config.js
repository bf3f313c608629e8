export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/helpers/strip-types.js' },
  testEnvironment: 'node',
  workerIdleMemoryLimit: '512MB', // the modules of a suite that is over stay in its worker's memory
  globalSetup: '<rootDir>/test/helpers/global-setup.ts',
  globalTeardown: '<rootDir>/test/helpers/global-teardown.ts',
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/helpers/sequencer.js',
  testTimeout: 15 * 60 * 1000, // a bound for what hangs, not a measure: machines are noisy
  modulePathIgnorePatterns: ['<rootDir>/cdk.out'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['config/**/*.ts', 'lambda/**/*.ts', 'infra/**/*.ts', 'local/**/*.ts', 'try/**/*.ts'],
};
