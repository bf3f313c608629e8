import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { connectTo } from '../../console/connection.ts';
import { createPage } from '../../console/page/page.ts';
import { toListener } from '../../console/page/serve-page.ts';
import { type LocalServer, serve } from '../../local/aws/json-service.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { startLocalRun } from '../helpers/local-run.ts';
import { expectAccessible, expectFits, startBrowser } from './browser.ts';

/** The page of a running stack in a real Chromium. */

let run: Awaited<ReturnType<typeof startLocalRun>>;
let browser: Awaited<ReturnType<typeof startBrowser>>;
const configuration = createConfiguration();
let server: LocalServer;
/** The same page as of a stack on AWS. */
let asOnAws: LocalServer;

beforeAll(async () => {
  run = await startLocalRun(configuration);
  const { url: stackUrl, lambdaUrl } = run.stack;
  const connection = connectTo({ url: stackUrl, lambdaUrl, name: configuration.name });
  server = await serve(toListener(createPage({ connection })));
  asOnAws = await serve(toListener(createPage({ connection: { ...connection, isOnAws: true } })));
  browser = await startBrowser(server.url);
  await park(201);
  await wait(301);
});
afterEach(() => browser.closePages());
afterAll(async () => {
  await browser?.close();
  await server.close();
  await asOnAws.close();
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

const story = '/hire?hire=home-made%2F%2F201';

const views = ['/', story, '/tomorrow', '/dead-letters', '/invite', '/doctor'];

describe.each(['light', 'dark'] as const)('in the %s', (colorScheme) => {
  test.each([...views, '/hire?hire=nobody', '/nowhere'])(
    '%s has nothing that keeps anybody out',
    async (path) => expectAccessible(await browser.open(path, { colorScheme })),
  );
});

test.each(views)('%s fits on a phone', async (path) =>
  expectFits(await browser.open(path, { viewport: { width: 320, height: 640 } })),
);

test('each question is one click away from the hires', async () => {
  const page = await browser.open('/');
  const links = await page.getByRole('navigation').getByRole('link').allTextContents();
  expect(links).toEqual(['Hires', 'Tomorrow', 'Dead letters', 'Invite', 'Check', 'Export']);
  for (const [link, title] of [
    ['Tomorrow', 'Nobody goes tomorrow'],
    ['Dead letters', '1 dead letter'],
    ['Invite', 'Invite somebody by hand'],
    ['Check', 'Nothing is wrong with the set-up'],
  ] as const) {
    await page.getByRole('link', { name: link, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  }
});

test('a hire is found by its id and by its address, also without JavaScript', async () => {
  for (const who of ['201', 'hire201@acme.example']) {
    const page = await browser.open('/', { javaScriptEnabled: false });
    await page.getByLabel('Find a hire').fill(who);
    await page.getByRole('button', { name: 'Find' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('home-made 201');
    expect(await page.getByText('USER_SUSPENDED').count()).toBeGreaterThan(0);
  }
});

test('the page brings itself up to date, and keeps what is open and where the keyboard is', async () => {
  const page = await browser.open('/');
  await page.locator('#waiting > summary').click();
  await page.getByRole('link', { name: 'home-made 201' }).focus();
  await wait(302);
  await page.getByRole('heading', { name: '2 wait' }).waitFor();
  expect(await page.locator('details#waiting').getAttribute('open')).toBeNull();
  expect(await page.locator(':focus').textContent()).toBe('home-made 201');
});

test('a page on AWS on which nothing happens looks ever more rarely, until somebody uses it', async () => {
  const page = await browser.open('/');
  // What waits is done at once, seven times; then it waits for ever.
  await page.addInitScript(`
    const { setTimeout: later } = window;
    window.waits = [];
    window.setTimeout = (work, ms) => waits.push(ms) < 7 ? later(work, 0) : 0;`);
  await page.goto(`${asOnAws.url}/tomorrow`);
  while ((await page.evaluate('waits.length')) !== 7);
  const seconds = [5, 10, 20, 40, 60, 60, 60];
  expect(await page.evaluate('waits')).toEqual(seconds.map((each) => each * 1000));
  await page.keyboard.press('Shift');
  expect(await page.evaluate('waits.at(-1)')).toBe(5000);
});

test('by the keyboard alone, a hire is tried again, and the mail goes out', async () => {
  run.oneLogin.changeUser('hire201@acme.example', { status: 7 });
  const page = await browser.open('/');
  const button = page.getByRole('button', { name: 'Retry: home-made 201' });
  const focused = button.and(page.locator(':focus'));
  while ((await focused.count()) === 0) await page.keyboard.press('Tab');
  const invited = run.nextLine(({ message }) => message === 'hire invited');
  await page.keyboard.press('Enter');
  await page.getByText('The hire is tried again now.').waitFor();
  await invited;
  expect(run.oneLogin.mails.map(({ to }) => to)).toEqual(['hire201@acme.example']);
  await page.getByText('invited', { exact: true }).waitFor();
  await page.goto(server.url);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Nobody needs a hand');
});
