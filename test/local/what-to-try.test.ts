import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateSecrets } from '../../local/local-secrets.ts';
import { describeRun } from '../../local/what-to-try.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { startLocalRun } from '../helpers/local-run.ts';

const configuration = createConfiguration({ sources: { bamboohr: { type: 'bamboohr', company: 'acme' } } });

let local: Awaited<ReturnType<typeof startLocalRun>>;
let said: string;
beforeAll(async () => {
  local = await startLocalRun(configuration);
  said = describeRun(local, configuration, local.secrets, { isAlone: true });
});
afterAll(() => local.close());

test('the employee that it adds to the HR system is one whom the sweep finds', async () => {
  const [, url = '', body = ''] = /curl -X PUT (\S+) -d '(.+)'/.exec(said) ?? [];
  expect((await fetch(url, { method: 'PUT', body })).status).toBe(200);
  const swept = await local.stack.invoke(local.sweepName, { dryRun: true });
  expect(swept).toMatchObject({ sources: [{ source: 'bamboohr', queued: ['bamboohr//105'] }] });
});

test('the user whom it suspends is the one whom it then sends', async () => {
  const [, url = '', body = ''] =
    /curl -X PATCH (\S+) -d '(\{"status":2\})'\n {2}npm run send -- 102\n/.exec(said) ?? [];
  expect(await (await fetch(url, { method: 'PATCH', body })).json()).toMatchObject({
    email: 'grace@acme.example',
  });
});

test('a command names its source only if there are several, and the port only if several stacks run', () => {
  expect(said).toMatch(/^ {2}npm run send -- 101$/m);
  const others = createConfiguration();
  const both = describeRun(local, others, generateSecrets(others), { isAlone: false });
  const port = new URL(local.stack.url).port;
  expect(both).toContain(`  PORT=${port} npm run send -- 101 --source bamboohr\n`);
  expect(both).toContain(`  PORT=${port} npm run send -- 104 --source home-made\n`);
  expect(both.split('\n').filter((line) => /^ {2}npm run/.test(line))).toEqual([]);
});
