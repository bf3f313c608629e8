import { afterEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { presets } from '../../config/presets/index.ts';
import { apiSecretSchema, secretNames, WebhookSecret } from '../../lambda/aws/secrets.ts';
import type { ListCalls } from '../../lambda/hr-systems/api/api.ts';
import { askForMore, asksForMore } from '../../lambda/hr-systems/api/ask-for-more.ts';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import { fetchEmployee } from '../../lambda/hr-systems/api/fetch-employee.ts';
import { fetchPage } from '../../lambda/hr-systems/api/list-employees.ts';
import { createHrSystem } from '../../lambda/hr-systems/create-hr-system.ts';
import { sendHttpRequest } from '../../lambda/http/http-request.ts';
import { toAuthenticHeaders, toBambooHr } from '../../local/sample-hire.ts';
import { startBambooHr } from '../../local/sandbox/bamboohr.ts';
import { startHrApi } from '../../local/sandbox/hr-api.ts';
import { signAs, vendorSignatures } from '../fixtures/vendor-signatures.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';
import { readHrSystemPage } from './hr-system-page.ts';
import { partUnder } from './markdown.ts';

/** Each preset is connected by its page in docs/hr-systems alone: by the configuration and the secrets that stand there. */

const now = Date.parse('2026-03-02T08:00:00Z');
const ada = {
  employeeId: '33735767',
  workEmail: 'ada.lovelace@acme.example',
  personalEmail: 'ada@home.example',
  startDate: '2026-03-02',
};
const person = { workEmail: ada.workEmail, startDate: ada.startDate };

let sandbox: Awaited<ReturnType<typeof startSandbox>> | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

/** The source that the page describes, and what the page has its reader store for it. */
function connect(type: string) {
  const { configuration, secrets } = readHrSystemPage(type);
  const receive = createReceiveOf(configuration.sources, { nowMs: now });
  const source = receive.configuration.sources[type];
  if (source === undefined) throw new Error(`The page of ${type} configures another source`);
  const { name } = receive.configuration;
  const webhook = v.parse(WebhookSecret, secrets[secretNames.webhook(name, type)]);
  receive.secrets.set(type, webhook);
  const apiSecret =
    source.api && v.parse(apiSecretSchema(source.api.authentication), secrets[secretNames.api(name, type)]);
  return { receive, source, secret: webhook.current, apiSecret };
}

type Connected = ReturnType<typeof connect>;

/** The preset's own example, signed as the vendor signs. */
async function announceAda(type: string, { receive, source }: Connected, secret: string) {
  const example = presets[type]?.example(ada, new Date(now));
  if (example === undefined) throw new Error(`no preset ${type}`);
  const { body, contentType, headers } = example;
  const vendor = vendorSignatures[type];
  const authentic = vendor
    ? signAs(vendor, secret, body, now / 1000)
    : toAuthenticHeaders(source, secret, Buffer.from(body), now);
  return receive.post(type, { ...authentic, ...headers, 'content-type': contentType }, body);
}

async function startSandbox(type: string, { source, apiSecret }: Connected) {
  if (apiSecret === undefined) throw new Error(`${type} cannot be asked`);
  const example = presets[type]?.apiExample;
  if (example !== undefined) return startHrApi(source, example, { secret: apiSecret, hires: [ada] });
  if (type !== 'bamboohr' || !('apiKey' in apiSecret)) throw new Error(`${type} has no sandbox`);
  const bambooHr = await startBambooHr(apiSecret);
  bambooHr.putEmployee(toBambooHr(ada));
  return bambooHr;
}

/** The sandbox of that vendor, and the source's API as it leads there. */
async function ask(type: string, connected: Connected) {
  sandbox = await startSandbox(type, connected);
  const api = connectApi(connected.source, sandbox.url);
  if (api === undefined) throw new Error(`${type} cannot be asked`);
  const calls: ListCalls = {
    http: sendHttpRequest,
    readSecret: async () => connected.apiSecret ?? { apiKey: '' },
    timeoutMs: () => 5000,
    nowMs: () => now,
    settings: createConfiguration(),
  };
  return { api, calls, faults: sandbox.faults };
}

describe.each(Object.entries(presets))('the page of %s', (type, { title, certainty }) => {
  const page = readHrSystemPage(type);

  test('has the form of all pages', () => {
    const { text, steps } = page;
    const headings = Array.from(text.matchAll(/^##? (.+)$/gm), ([, heading]) => heading);
    expect(headings.slice(0, 2)).toEqual([title, 'See it work']);
    expect(headings.slice(-2)).toEqual(['What is lacking', 'How sure']);
    expect(steps).toMatch(/^1\. /m);
    expect(partUnder('See it work', text)).toContain(`npm run try -- --source ${type} `);
    expect(partUnder('How sure', text).trim()).toMatch(new RegExp(`^\\*\\*${certainty}\\*\\*[:,]`));
  });

  test('configures one source, and has its reader store the secrets of that one, and no others', () => {
    const { source } = connect(type);
    expect(Object.entries(page.configuration.sources).map(([key, said]) => [key, said.type])).toEqual([
      [type, type],
    ]);
    const api = source.api && [
      secretNames.api('hire-invites', type),
      Object.keys(apiSecretSchema(source.api.authentication).entries),
    ];
    expect(Object.entries(page.secrets).map(([name, value]) => [name, Object.keys(value)])).toEqual([
      [secretNames.webhook('hire-invites', type), ['current']],
      ...(api ? [api] : []),
    ]);
  });

  test('lets the HR system announce a hire, and nobody who has another secret', async () => {
    const connected = connect(type);
    const { receive, source, secret } = connected;
    const { status, body, messages } = await announceAda(type, connected, secret);
    expect([status, body['accepted']]).toEqual([source.acceptedStatus, 1]);
    const hr = createHrSystem(source);
    expect(messages.map(({ event, record }) => [event, hr.readEmployeeId(record)])).toEqual([
      ['created', ada.employeeId],
    ]);
    receive.secrets.set(type, { current: Buffer.alloc(32, 9).toString('base64') });
    expect((await announceAda(type, connected, secret)).status).toBe(401);
  });

  test('gives what an invite takes: by the webhook alone, or by asking the HR system', async () => {
    const connected = connect(type);
    const { messages } = await announceAda(type, connected, connected.secret);
    const hr = createHrSystem(connected.source);
    const record = messages[0]?.record ?? {};
    if (connected.apiSecret === undefined) return expect(hr.readPerson(record)).toMatchObject(person);
    const { api, calls, faults } = await ask(type, connected);
    const fetchAda = () => fetchEmployee(api, hr.readEmployeeId(record) ?? '', calls);
    faults.add({ call: 'employee', kind: 'answer', status: 429, headers: { 'retry-after': '30' } });
    expect(await fetchAda()).toEqual({ code: 'RATE_LIMITED', status: 429, resetSeconds: 30 });
    expect(await fetchAda()).toMatchObject({ person, hidden: [] });
  });
});

const listing = Object.keys(presets).filter((type) => {
  const { sources } = createConfiguration(readHrSystemPage(type).configuration);
  return sources[type]?.api?.list !== undefined;
});

test('some can be swept', () =>
  expect(listing).toEqual(expect.arrayContaining(['bamboohr', 'gusto', 'rippling'])));

test.each(listing)('by its page %s lists the hire under the id of its webhook', async (type) => {
  const connected = connect(type);
  const { messages } = await announceAda(type, connected, connected.secret);
  const announced = createHrSystem(connected.source).readEmployeeId(messages[0]?.record ?? {});
  const { api, calls, faults } = await ask(type, connected);
  const { list } = api;
  if (list === undefined) throw new Error(`${type} has no list`);
  const listing = { ...api, list };
  const fetchFirst = () => fetchPage(listing, undefined, calls);
  faults.add({ call: 'employees', kind: 'answer', status: 429, headers: { 'retry-after': '30' } });
  expect(await fetchFirst()).toEqual({ code: 'RATE_LIMITED', status: 429, resetSeconds: 30 });
  const page = await fetchFirst();
  if ('code' in page) throw new Error('no page');
  const { employees } = asksForMore(listing) ? await askForMore(page.employees, listing, calls) : page;
  expect(employees).toMatchObject([{ employeeId: announced, startDate: ada.startDate }]);
});
