import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import axe from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import * as v from 'valibot';
import { connectTo } from '../../console/connection.ts';
import { createPage } from '../../console/page/page.ts';
import { toListener } from '../../console/page/serve-page.ts';
import { type LocalServer, serve } from '../../local/aws/json-service.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { hangsAfterMs } from '../helpers/hangs-after.ts';
import { startLocalRun } from '../helpers/local-run.ts';

/** The page of a running stack in a real Chromium. */

let run: Awaited<ReturnType<typeof startLocalRun>>;
let browser: Browser;
const contexts: BrowserContext[] = [];
let url: string;
const configuration = createConfiguration();
let server: LocalServer;

beforeAll(async () => {
  run = await startLocalRun(configuration);
  const { url: stackUrl, lambdaUrl } = run.stack;
  const connection = connectTo({ url: stackUrl, lambdaUrl, name: configuration.name });
  server = await serve(toListener(createPage({ connection })));
  url = server.url;
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  await park(201);
  await wait(301);
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await server.close();
  await run.close();
});

async function announce(id: number): Promise<void> {
  const data = { employeeId: String(id), workEmail: `hire${id}@acme.example` };
  await run.post('home-made', JSON.stringify({ type: 'employee.created', data }));
}

/** Announces a suspended user, and waits until the message lies in the dead-letter queue. */
async function park(id: number): Promise<void> {
  run.oneLogin.addUser({ id, email: `hire${id}@acme.example`, status: 2 });
  const parked = run.nextLine(
    ({ message, hire }) => message === 'hire parked' && hire === `home-made//${id}`,
  );
  await announce(id);
  await parked;
  await run.untilQueueHolds('hire-invites-dead-letter', 1);
}

/** Announces somebody whom OneLogin does not know. */
async function wait(id: number): Promise<void> {
  const waiting = run.nextLine(
    ({ hire, code }) => hire === `home-made//${id}` && code === 'USER_NOT_IN_ONELOGIN_YET',
  );
  await announce(id);
  await waiting;
}

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  contexts.push(context);
  context.setDefaultTimeout(hangsAfterMs);
  const page = await context.newPage();
  await page.goto(`${url}${path}`);
  return page;
}

const Checked = v.object({
  violations: v.array(v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string() })) })),
});

const story = '/hire?hire=home-made%2F%2F201';

describe.each(['light', 'dark'] as const)('in the %s', (colorScheme) => {
  test.each(['/', story, '/hire?hire=nobody', '/nowhere'])(
    '%s has nothing that keeps anybody out',
    async (path) => {
      const page = await open(path, { colorScheme });
      await page.evaluate(axe.source);
      const { violations } = v.parse(Checked, await page.evaluate('axe.run()'));
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
  );
});

test.each(['/', story])('%s fits on a phone', async (path) => {
  const page = await open(path, { viewport: { width: 320, height: 640 } });
  const widths = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
  expect(widths).toEqual([320, 320]);
});

test('a hire is found by its id and by its address, also without JavaScript', async () => {
  for (const who of ['201', 'hire201@acme.example']) {
    const page = await open('/', { javaScriptEnabled: false });
    await page.getByLabel('Find a hire').fill(who);
    await page.getByRole('button', { name: 'Find' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('home-made 201');
    expect(await page.getByText('USER_SUSPENDED').count()).toBeGreaterThan(0);
  }
});

test('the page brings itself up to date, and keeps what is open and where the keyboard is', async () => {
  const page = await open('/');
  await page.locator('#waiting > summary').click();
  await page.getByRole('link', { name: 'home-made 201' }).focus();
  await wait(302);
  await page.getByRole('heading', { name: '2 wait' }).waitFor();
  expect(await page.locator('details#waiting').getAttribute('open')).toBeNull();
  expect(await page.locator(':focus').textContent()).toBe('home-made 201');
});

test('by the keyboard alone, a hire is tried again, and the mail goes out', async () => {
  run.oneLogin.changeUser('hire201@acme.example', { status: 7 });
  const page = await open('/');
  const button = page.getByRole('button', { name: 'Retry: home-made 201' });
  const focused = button.and(page.locator(':focus'));
  while ((await focused.count()) === 0) await page.keyboard.press('Tab');
  const invited = run.nextLine(({ message }) => message === 'hire invited');
  await page.keyboard.press('Enter');
  await page.getByText('The hire is tried again now.').waitFor();
  await invited;
  expect(run.oneLogin.mails.map(({ to }) => to)).toEqual(['hire201@acme.example']);
  await page.getByText('invited', { exact: true }).waitFor();
  await page.goto(url);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Nobody needs a hand');
});
