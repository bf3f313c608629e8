export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/helpers/strip-types.js' },
  testEnvironment: 'node',
  testTimeout: 60_000, // a bound for what hangs, not a measure: machines are noisy
  modulePathIgnorePatterns: ['<rootDir>/cdk.out'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['config/**/*.ts', 'lambda/**/*.ts', 'infra/**/*.ts', 'local/**/*.ts', 'try/**/*.ts'],
};
