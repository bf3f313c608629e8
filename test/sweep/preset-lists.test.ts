import { afterEach, describe, expect, test } from '@jest/globals';
import { presets } from '../../config/presets/index.ts';
import type { ApiExample, ExampleHire, ExamplePage, ListExample } from '../../config/presets/preset.ts';
import { apiSecretSchema } from '../../lambda/aws/secrets.ts';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import { createHrSystem } from '../../lambda/hr-systems/create-hr-system.ts';
import { hireOf } from '../../lambda/hr-systems/hire-of.ts';
import { toMessage } from '../../lambda/hr-systems/to-message.ts';
import { sendHttpRequest } from '../../lambda/http/http-request.ts';
import { createTimeBudget } from '../../lambda/http/time-budget.ts';
import { checkHrApi } from '../../lambda/operate/check/hr-api.ts';
import { type HrApiSandbox, startHrApi } from '../../local/sandbox/hr-api.ts';
import { sourceOf } from '../helpers/preset-sources.ts';
import { startSweep } from '../helpers/sweep.ts';

/** The list of each preset over real HTTP, against a sandbox with its pages and its limit of calls. */

const listing = Object.entries(presets).flatMap(([type, { apiExample }]) =>
  apiExample?.list === undefined ? [] : [[type, apiExample] as const],
);
const paged = listing.filter(([, { list }]) => list?.pageSize !== undefined);

let sweep: Awaited<ReturnType<typeof startSweep>>;
let sandbox: HrApiSandbox;
const close = () => Promise.all([sweep.close(), sandbox.close()]);

/** Enough for two pages and a bit more; a few of them start today, on the first page and on the last. */
const starters = [3, 48, 49, 50, 51, 99, 100, 118];
const hires: ExampleHire[] = Array.from({ length: 119 }, (_, index) => ({
  employeeId: String(5000 + index),
  workEmail: `e${index}@acme.example`,
  personalEmail: `e${index}@home.example`,
  startDate: starters.includes(index) ? '2026-03-02' : '2019-05-06',
}));

async function start(type: string, example: ApiExample): Promise<void> {
  sweep = await startSweep({ sources: { hr: sourceOf(type) } });
  const { hr } = sweep.parts.configuration.sources;
  if (hr?.api === undefined) throw new Error('no API');
  const keys = Object.keys(apiSecretSchema(hr.api.authentication).entries);
  const secret = { user: '', password: '', ...Object.fromEntries(keys.map((key) => [key, `the-${key}`])) };
  sweep.invite.secrets.set('hire-invites/hr/api', secret);
  sandbox = await startHrApi(hr, example, {
    secret: 'apiKey' in secret ? { apiKey: 'the-apiKey' } : secret,
    hires,
  });
  sweep.parts.hrApiUrl = () => sandbox.url;
}

function list({ list: described }: ApiExample): ListExample {
  if (described === undefined) throw new Error('no list');
  return described;
}

/** The key of the hire that the preset's webhook announces. */
function keyByWebhook(type: string, hire: ExampleHire): string {
  const source = sweep.parts.configuration.sources['hr'];
  const example = presets[type]?.example(hire, new Date(sweep.clock.nowMs));
  if (source === undefined || example === undefined) throw new Error('no source');
  const hr = createHrSystem(source);
  const { contentType, body, headers = {} } = example;
  const isJson = contentType.includes('json');
  const parsed = isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  const [event] = hr.readEvents(parsed, headers);
  if (event === undefined || !('record' in event)) throw new Error('no hire');
  const context = {
    source: 'hr',
    hr,
    requestId: 'request-1',
    receivedAt: new Date(sweep.clock.nowMs).toISOString(),
  };
  return hireOf(toMessage({ event: 'created', record: event.record }, context), hr);
}

async function check(): Promise<string[]> {
  const { configuration } = sweep.parts;
  const { hr } = configuration.sources;
  const api = hr && connectApi(hr, sandbox.url);
  if (api === undefined) throw new Error('no API');
  const parts = {
    configuration,
    secrets: sweep.invite.secretReader,
    http: sendHttpRequest,
    nowMs: () => sweep.clock.nowMs,
  };
  const findings = await checkHrApi(
    'hr',
    api,
    parts,
    createTimeBudget(() => 60_000),
  );
  return findings.map(({ verdict, code }) => `${verdict} ${code}`);
}

const run = async () => (await sweep.run()).sources[0];
const idOf = (hire: string) => hire.split('/').at(-1) ?? '';
const toIds = (queued: readonly string[] = []) => queued.map(idOf).toSorted();
const wanted = starters.map((index) => String(5000 + index)).toSorted();
const pagesOf = ({ list }: ApiExample) => Math.ceil(hires.length / (list?.pageSize ?? hires.length));

test('these are swept', () => {
  const types = listing.map(([type]) => type);
  expect(types).toEqual([
    'deel',
    'factorial',
    'finch',
    'gusto',
    'hibob',
    'personio',
    'rippling',
    'ukg-pro',
    'workable',
  ]);
});

describe.each(listing)('%s', (type, example) => {
  afterEach(close);

  test('gives each page once, and who starts now is found by the key that a webhook gives', async () => {
    await start(type, example);
    const found = await run();
    expect(found).toMatchObject({ ended: 'FINISHED', asked: hires.length, unreadableIds: 0 });
    expect(toIds(found?.queued)).toEqual(wanted);
    // Their answers say neither where the next page is nor how many there are: an empty page ends the list.
    const isBlind = ['rippling', 'ukg-pro'].includes(type);
    expect(sandbox.calls.employees).toBe(pagesOf(example) + (isBlind ? 1 : 0));

    const source = sweep.parts.configuration.sources['hr'];
    const [first] = hires.slice(starters[0]);
    if (source === undefined || first === undefined) throw new Error('no source');
    expect(found?.queued).toContain(keyByWebhook(type, first));
  });

  test('finds nobody whom a webhook has announced', async () => {
    await start(type, example);
    for (const hire of hires) await sweep.putRow(keyByWebhook(type, hire), { state: 'invited' });
    expect(await run()).toMatchObject({ ended: 'FINISHED', queued: [] });
  });

  test('with ids that are not the webhook’s is told by the doctor', async () => {
    await start(type, example);
    expect(await check()).toEqual(['ok HR_API_WORKS']);
    await close();
    const asOthers = (all: readonly ExampleHire[]) =>
      all.map((hire) => ({ ...hire, employeeId: `9${hire.employeeId}` }));
    await start(type, {
      ...example,
      list: {
        ...list(example),
        answer: (page) => list(example).answer({ ...page, hires: asOthers(page.hires) }),
      },
    });
    expect(await check()).toContain('wrong LIST_IDS_DIFFER');
  });
});

test('Deel’s contractors are left out, because many companies do not invite them', async () => {
  const example = presets['deel']?.apiExample;
  if (example === undefined) throw new Error('no example');
  const types = ['contractor', 'eor', 'direct_employee'];
  const answer = ({ hires: all, total }: ExamplePage) => ({
    data: all.map(({ employeeId }, index) => ({
      id: employeeId,
      hiring_type: types[index],
      start_date: '2026-03-02',
    })),
    page: { total_rows: total },
  });
  const three = (page: ExamplePage) => answer({ ...page, hires: hires.slice(0, 3), total: 3 });
  await start('deel', { ...example, list: { ...list(example), answer: three } });
  expect(toIds((await run())?.queued)).toEqual(['5001', '5002']);
  await close();
});

describe.each(paged)('%s', (type, example) => {
  afterEach(close);

  test.each([{}, { 'retry-after': '60' }])(
    'goes on after its limit of calls (%j) where it stopped, and nobody is told',
    async (headers) => {
      await start(type, example);
      sandbox.faults.decideBy((call, _, nth) =>
        call === 'employees' && nth === 2 ? { kind: 'answer', status: 429, headers } : undefined,
      );
      const first = await run();
      expect(first).toMatchObject({ ended: 'RATE_LIMITED' });
      expect(sandbox.calls.employees).toBe(2);
      expect(sweep.metrics).not.toContain('SweepFailed 1 hr');
      const second = await run();
      expect(second).toMatchObject({ ended: 'FINISHED' });
      expect([...toIds(first?.queued), ...toIds(second?.queued)].toSorted()).toEqual(wanted);
    },
  );

  test('goes on after the function was killed, with the page that was not done', async () => {
    await start(type, example);
    let pages = 0;
    sweep.parts.http = async (request) => {
      const answer = await sendHttpRequest(request);
      if (sandbox.calls.employees > pages) pages = sandbox.calls.employees;
      if (pages === 2) throw new Error('killed');
      return answer;
    };
    const first = await run();
    expect(first).toMatchObject({ ended: 'INTERNAL_ERROR' });
    sweep.parts.http = sendHttpRequest;
    const second = await run();
    expect(second).toMatchObject({ ended: 'FINISHED' });
    expect([...toIds(first?.queued), ...toIds(second?.queued)].toSorted()).toEqual(wanted);
  });

  test('that gives the same page again and again is told, and queues each hire once', async () => {
    const first = hires.slice(0, list(example).pageSize);
    await start(type, {
      ...example,
      list: { ...list(example), answer: (page) => list(example).answer({ ...page, hires: first }) },
    });
    const found = await run();
    expect(found).toMatchObject({ ended: 'HR_SYSTEM_UNAVAILABLE' });
    expect(sandbox.calls.employees).toBe(2);
    expect(toIds(found?.queued)).toEqual(wanted.filter((id) => first.some((one) => one.employeeId === id)));
    expect(sweep.metrics).toContain('SweepFailed 1 hr');
  });
});
