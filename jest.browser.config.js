import config from './jest.config.js';

/** `npm run test:page`: what needs a Chromium, which `npm test` does not. */
export default { ...config, testMatch: ['<rootDir>/test/browser/**/*.browser.ts'] };
