import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { servePageOf } from '../../console/page/serve-page.ts';
import { type LocalServer, serve } from '../../local/aws/json-service.ts';
import { type Clock, startClock } from '../../local/clock.ts';
import { createWorkbench } from '../../local/workbench.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { startLocalRun } from '../helpers/local-run.ts';
import { expectAccessible, expectFits, startBrowser } from './browser.ts';

/** What only a stack on this machine has, in a real Chromium: its mailbox, samples, OneLogin's misbehaviour, the clock. */

const configuration = createConfiguration({ retry: { forHours: 12 } });
let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
let server: LocalServer;
let browser: Awaited<ReturnType<typeof startBrowser>>;

beforeAll(async () => {
  clock = startClock();
  run = await startLocalRun(configuration, clock);
  const workbench = createWorkbench({ run, configuration, secrets: run.secrets }, clock);
  const answer = servePageOf({ ...run.stack, name: configuration.name }, workbench);
  server = await serve(async (request, response) => {
    await answer(request, response);
  });
  browser = await startBrowser(server.url);
});
afterEach(() => browser.closePages());
afterAll(async () => {
  await browser?.close();
  await server.close();
  await run.close();
  clock.stop();
});

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const mailsTo = (page: Page) =>
  page.getByRole('list', { name: 'Mails' }).getByRole('heading').allTextContents();

async function send(page: Page, who: string): Promise<void> {
  const bambooHr = page.getByRole('region', { name: 'bamboohr' });
  await bambooHr.getByLabel('Who').fill(who);
  await bambooHr.getByRole('button', { name: 'created' }).click();
  await page.getByText(`bamboohr said that ${who} was created: 202`).waitFor();
}

test('a sample that is sent is mailed, and the mail appears by itself; its link makes the person active', async () => {
  const page = await browser.open('/local');
  expect(await mailsTo(page)).toEqual([]);
  await send(page, '101');
  await page.getByRole('heading', { name: 'ada@home.example' }).waitFor();
  await page.getByRole('button', { name: 'Open the link of the mail to ada@home.example' }).click();
  await page.getByText('The link was opened. The person is active now.').waitFor();
  expect(run.oneLogin.users.find(({ email }) => email === 'ada@acme.example')).toMatchObject({ status: 1 });
});

test('also without JavaScript', async () => {
  const page = await browser.open('/local', { javaScriptEnabled: false });
  const invited = run.nextLine(({ message, hire }) => message === 'hire invited' && hire === 'bamboohr//103');
  await send(page, '103');
  await invited;
  await page.reload();
  expect(await mailsTo(page)).toContain('linus@home.example');
});

test('what OneLogin fails at for long is parked; once it works again, a replay mails the person', async () => {
  const page = await browser.open('/local');
  await page.getByLabel('From now on OneLogin').selectOption({ label: 'fails at all calls (500)' });
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('From now on OneLogin fails at all calls (500).').waitFor();
  await send(page, '102');
  const before = Date.now();
  await page.getByRole('button', { name: '+1 day' }).click();
  await page.getByText('and the clock is being moved').waitFor();
  await page.getByText('On the way of the last move, 0 mails went out.').waitFor();
  expect(Date.now() - before).toBeGreaterThanOrEqual(24 * 60 * 60 * 1000);

  await page.getByRole('button', { name: 'Back to normal' }).click();
  await page.getByText('OneLogin works as usual.').first().waitFor();
  await page.getByRole('link', { name: 'Dead letters', exact: true }).click();
  await title(page, '1 dead letter');
  await page.getByRole('link', { name: 'bamboohr 102' }).waitFor();
  await page.getByLabel('If the cause is mended, type their number (1)').fill('1');
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('The replay has begun.').waitFor();
  await title(page, 'No dead letters');
  await page.getByText('is done: 1 of 1 moved').waitFor();
  await page.getByRole('link', { name: 'Sandbox' }).click();
  await page.getByRole('heading', { name: 'grace@home.example' }).waitFor();
});

describe('with mails, users and something that is wrong', () => {
  test.each(['light', 'dark'] as const)(
    'it has nothing that keeps anybody out, in the %s',
    async (colorScheme) => {
      const page = await browser.open('/local', { colorScheme });
      await page.getByRole('button', { name: 'Begin' }).click();
      await page.getByRole('button', { name: 'Back to normal' }).waitFor();
      await expectAccessible(page);
    },
  );

  test('markup in an address is shown as text', async () => {
    const email = '<img src=x onerror=alert(1)><script>alert(1)</script>';
    run.oneLogin.addUser({ email });
    const page = await browser.open('/local');
    await page.getByRole('heading', { name: email }).waitFor();
    expect(await page.locator('main :is(img, script)').count()).toBe(0);
  });

  test('it fits on a phone', async () =>
    expectFits(await browser.open('/local', { viewport: { width: 320, height: 640 } })));
});
