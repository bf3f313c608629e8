export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/helpers/strip-types.js' },
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/cdk.out'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['lambda/**/*.ts', 'infra/**/*.ts', 'local/**/*.ts'],
};
