import { availableParallelism } from 'node:os';

export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/helpers/strip-types.js' },
  testEnvironment: 'node',
  workerIdleMemoryLimit: '512MB', // the modules of a suite that is over stay in its worker's memory
  globalSetup: '<rootDir>/test/helpers/global-setup.ts',
  globalTeardown: '<rootDir>/test/helpers/global-teardown.ts',
  maxWorkers: availableParallelism() + 1, // a suite often waits for the processes that it has started
  testSequencer: '<rootDir>/test/helpers/sequencer.js',
  reporters: ['default', '<rootDir>/test/helpers/slowest-suites.js'],
  testTimeout: 15 * 60 * 1000, // a bound for what hangs, not a measure: machines are noisy
  modulePathIgnorePatterns: ['<rootDir>/cdk.out'],
  coverageProvider: 'v8',
  // infra/ runs in the synth server only; its tests look at the template.
  collectCoverageFrom: ['config/**/*.ts', 'lambda/**/*.ts', 'local/**/*.ts', 'try/**/*.ts'],
  // A little below what it is. Bundles and commands run in processes of their own, which are not counted.
  coverageThreshold: {
    './lambda/': { lines: 92, branches: 95, functions: 95 },
    global: { lines: 85, branches: 91, functions: 87 },
  },
};
