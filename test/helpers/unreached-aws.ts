import { afterEach, beforeEach, expect } from '@jest/globals';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { type LocalService, serveJson } from '../../local/aws/json-service.ts';

/**
 * Before each test of a suite, starts an AWS that nothing may reach, and looks after it that nothing has.
 * @returns how a client is connected with it, and how it is closed early.
 */
export function startUnreachedAws() {
  let calls = 0;
  let aws: LocalService;
  beforeEach(async () => {
    calls = 0;
    aws = await serveJson(() => {
      calls += 1;
      return { status: 200, body: {} };
    });
  });
  afterEach(async () => {
    expect(calls).toBe(0);
    await aws.close();
  });
  return {
    url: () => aws.url,
    settings: () => ({ ...clientSettings, endpoint: aws.url }),
    close: () => aws.close(),
  };
}
