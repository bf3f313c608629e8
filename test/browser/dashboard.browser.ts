import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import * as v from 'valibot';
import type { ShownHire } from '../../lambda/operate/answer.ts';
import type { Operate } from '../../lambda/operate/operate.ts';
import { createWidget } from '../../lambda/operate/widget/widget.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { contextOf } from '../helpers/dashboard.ts';
import { hangsAfterMs } from '../helpers/hangs-after.ts';

/** The dashboard's widget in a real Chromium, in a page that presses its buttons as the CloudWatch console does. */

const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:hire-invites-operate';
const markup = '<img src=x onerror=alert(1)><script>alert(1)</script>';
const at = '2026-03-02T08:00:00.000Z';
const hire: ShownHire = {
  hire: 'bamboohr//206',
  source: 'bamboohr',
  employeeId: '206',
  state: 'parked',
  code: 'USER_SUSPENDED',
  needsHand: true,
  since: at,
  meaning: markup,
  whatToDo: markup,
  outcomes: [{ code: 'USER_SUSPENDED', at, times: 2, meaning: markup }],
  engagement: 1,
};
const waiting = {
  ...hire,
  hire: markup,
  employeeId: '208',
  state: 'waiting',
  needsHand: false,
  nextLook: at,
  givesUpAt: at,
};

let browser: Browser;
const contexts: BrowserContext[] = [];
const asked: unknown[] = [];

const operate: Operate = async (event) => {
  asked.push(event);
  switch (v.parse(v.looseObject({ action: v.string() }), event).action) {
    case 'list':
      return { ok: true, hires: [hire, { ...hire, hire: 'bamboohr//207', employeeId: '207' }, waiting] };
    case 'counts':
      return {
        ...{ ok: true, needHand: 2, waiting: 1, goTomorrow: 0, queued: 0, deadLetters: 2 },
        ...{ invitedThisWeek: 0, activeOfThem: 0 },
      };
    case 'show':
      return { ok: true, hire };
    case 'check':
      return {
        ok: true,
        findings: [{ code: 'ONELOGIN_WORKS', subject: 'onelogin', verdict: 'ok', message: markup }],
        now: at,
      };
    case 'retry':
      return { ok: true, hire: hire.hire, by: 'schedule', message: 'The hire is tried again now.' };
    default:
      return { ok: false, code: 'NOTHING_TO_DO', message: markup };
  }
};
const silent = () => undefined;
const widget = createWidget(operate, {
  configuration: createConfiguration(),
  log: { info: silent, warn: silent, error: silent },
  nowMs: () => Date.parse(at),
});

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  asked.length = 0;
});
afterAll(() => browser?.close());

/** The console: it owns the colours and the look of a button, and calls what was pressed. */
const console = `<!doctype html><html lang="en"><head><title>Dashboard</title><style>
:root { color-scheme: light dark }
a { color: inherit; text-decoration: underline; cursor: pointer }
a.btn { border: 1px solid; padding: 2px 8px }
cwdb-action { display: none }
</style></head><body><main><h1>Dashboard</h1><div id="widget"></div></main><script>
const place = document.getElementById('widget');
async function call(endpoint, request) {
  const all = Object.fromEntries([...place.querySelectorAll('[name]')].map(({ name, value }) => [name, value]));
  place.innerHTML = await invoke(endpoint, request, all);
}
place.addEventListener('click', ({ target }) => {
  const action = target.nextElementSibling;
  if (action?.tagName !== 'CWDB-ACTION') return;
  const question = action.getAttribute('confirmation');
  if (question === null || confirm(question)) call(action.getAttribute('endpoint'), JSON.parse(action.textContent));
});
</script></body></html>`;

async function open(colorScheme: 'light' | 'dark' = 'light'): Promise<{ page: Page; dialogs: string[] }> {
  const context = await browser.newContext({ colorScheme });
  contexts.push(context);
  context.setDefaultTimeout(hangsAfterMs);
  const page = await context.newPage();
  const dialogs: string[] = [];
  page.on('dialog', async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.accept();
  });
  await page.exposeFunction('invoke', (endpoint: string, request: object, all: Record<string, string>) =>
    widget(
      { ...request, ...contextOf(all) },
      { invokedFunctionArn: endpoint, awsRequestId: '1', getRemainingTimeInMillis: () => 60_000 },
    ),
  );
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: console }));
  await page.goto('https://dashboard.example/');
  await page.evaluate(`call('${arn}:look', {})`);
  return { page, dialogs };
}

const Checked = v.object({
  violations: v.array(v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string() })) })),
});

describe.each(['light', 'dark'] as const)('in the %s', (colorScheme) => {
  test.each(['All hires', 'bamboohr 206', 'Check the set-up'])(
    '%s has nothing that keeps anybody out',
    async (view) => {
      const { page } = await open(colorScheme);
      if (view !== 'All hires') {
        await page.getByRole('button', { name: view, exact: true }).click();
        await page.getByRole('button', { name: 'All hires' }).waitFor();
      }
      await page.evaluate(axe.source);
      const { violations } = v.parse(Checked, await page.evaluate('axe.run()'));
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
  );
});

test('a hire is found, and tried again once that is confirmed; markup is text', async () => {
  const { page, dialogs } = await open();
  await page.getByLabel('Find a hire, by id or e-mail').fill('206');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.getByRole('heading', { name: 'What happened' }).waitFor();
  expect(asked).toContainEqual({ action: 'show', employeeId: '206' });
  expect(await page.getByText(markup).count()).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Retry: bamboohr 206' }).click();
  await page.getByText('The hire is tried again now.').waitFor();
  expect(asked).toContainEqual({ action: 'retry', hire: 'bamboohr//206', by: 'dashboard' });
  expect(dialogs).toEqual(['Try bamboohr 206 again now?']);
  expect(await page.locator('#widget img, #widget script').count()).toBe(0);
});

test('Enter in a field leaves the dashboard where it is', async () => {
  const { page } = await open();
  const address = page.url();
  for (const label of ['Find a hire', 'Pause everything', 'If the cause is mended']) {
    await page.getByLabel(label).fill('2');
    await page.getByLabel(label).press('Enter');
  }
  await page.getByRole('button', { name: 'Check the set-up' }).click();
  await page.getByRole('heading', { name: 'The set-up' }).waitFor();
  expect(page.url()).toBe(address);
});
