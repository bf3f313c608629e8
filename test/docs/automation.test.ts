import { execFile, spawnSync } from 'node:child_process';
import * as crypto from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { secretNames } from '../../lambda/aws/secrets.ts';
import { dateIn } from '../../lambda/hire/moment.ts';
import { createHrSystem } from '../../lambda/hr-systems/create-hr-system.ts';
import { type LocalService, readBytes, serve } from '../../local/aws/json-service.ts';
import { createReceiveOf, type Posted } from '../helpers/receive-sources.ts';
import { createSource } from '../helpers/sources.ts';
import { codeIn, partUnder, read } from './markdown.ts';

/** The senders of docs/hr-systems/automation.md are taken from the page and run, and `receive` judges what they send. */

const page = read('docs/hr-systems/automation.md');

/** The first block of a language under a heading. */
function codeUnder(heading: string, language: string): string {
  const [code] = codeIn(partUnder(heading, page), language);
  if (code === undefined) throw new Error(`There is no ${language} under "${heading}"`);
  return code;
}

const Sources = v.object({ sources: v.record(v.string(), v.looseObject({ type: v.string() })) });
const sources = Object.fromEntries(
  codeIn(page, 'json').flatMap((json) => Object.entries(v.parse(Sources, JSON.parse(json)).sources)),
);

test('the page has its reader store the secret of each source that it writes down', () => {
  expect(Object.keys(sources)).toEqual(['morning', 'flow']);
  for (const source of Object.keys(sources))
    expect(page).toContain(`\`${secretNames.webhook('hire-invites', source)}\``);
});

const ada = {
  employeeId: '00021',
  workEmail: 'ada@acme.example',
  personalEmail: 'ada@home.example',
  startDate: '2026-03-02',
};
/** Somebody of whom only what must be known is known, in letters that a script may break. */
const zoe = { employeeId: 'b-7', workEmail: "zoë.o'neil+$x@acme.example" };

const secretOf = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
const secret = secretOf(250); // its bytes are negative in Apps Script

// Senders sign by the time of their machine, and are believed for five minutes.
const receive = createReceiveOf(sources, {
  get nowMs() {
    return Date.now();
  },
});
const hr = createHrSystem(createSource({ type: 'standard-webhooks' }));
let posted: Posted[] = [];
let server: LocalService;
beforeAll(async () => {
  server = await serve(async (request, response) => {
    const body = await readBytes(request);
    if (request.method === 'GET') {
      const isKnown = request.headers.authorization === 'Bearer hr-token';
      return void response.writeHead(isKnown ? 200 : 401).end(JSON.stringify({ profiles }));
    }
    const headers = v.parse(v.record(v.string(), v.string()), request.headers);
    const answer = await receive.post(request.url?.slice(1) ?? '', headers, body);
    posted.push(answer);
    response.writeHead(answer.status, answer.headers).end(answer.text);
  });
});
afterAll(() => server.close());
beforeEach(() => {
  posted = [];
  receive.secrets.set('morning', { current: secret });
  receive.secrets.set('flow', { current: 'the-token' });
});

/** As Namely lists them. */
const profiles = [ada, { ...zoe, personalEmail: null, startDate: '' }].map((one) => ({
  id: one.employeeId,
  email: one.workEmail,
  personal_email: one.personalEmail,
  start_date: one.startDate,
}));

const people = () =>
  posted.flatMap(({ messages }) =>
    messages.map(({ event, record }) => ({
      event,
      employeeId: hr.readEmployeeId(record),
      ...hr.readPerson(record),
    })),
  );
const announced = (...hires: object[]) => hires.map((hire) => ({ event: 'created', ...hire }));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'automation-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a script of the page as a process. @throws what `execFile` throws if its exit code is not 0. */
async function runScript(
  name: string,
  code: string,
  { command, input = '', webhookSecret }: { command: string; input?: string; webhookSecret: string },
): Promise<void> {
  const file = join(folder, name);
  await writeFile(file, code);
  const running = promisify(execFile)(command, [file], {
    env: {
      PATH: process.env['PATH'],
      WEBHOOK_URL: `${server.url}/morning`,
      WEBHOOK_SECRET: webhookSecret,
      HR_LIST_URL: `${server.url}/profiles`,
      HR_TOKEN: 'hr-token',
    },
  });
  running.child.stdin?.end(input);
  await running;
}

const requireCrypto = (module: string) => {
  if (module !== 'crypto') throw new Error(`There is no ${module} there`);
  return crypto;
};

const Request = v.object({ headers: v.record(v.string(), v.string()), body: v.string() });

/** @throws Error unless the answer is 2xx. */
async function post({ headers, body }: v.InferOutput<typeof Request>): Promise<void> {
  const sent = { 'content-type': 'application/json', ...headers };
  const { ok, status } = await fetch(`${server.url}/morning`, { method: 'POST', headers: sent, body });
  if (!ok) throw new Error(`answered ${status}`);
}

const signedBytes = (bytes: Buffer) => [...new Int8Array(bytes)];
const Bytes = v.array(v.pipe(v.number(), v.integer(), v.minValue(-128), v.maxValue(127)));
/** What Apps Script has, as far as the page uses it: bytes are numbers from -128 to 127. */
const utilities = {
  base64Decode: (text: string) => signedBytes(Buffer.from(text, 'base64')),
  base64Encode: (bytes: unknown) => Buffer.from(v.parse(Bytes, bytes)).toString('base64'),
  computeHmacSha256Signature: (value: unknown, key: unknown) =>
    signedBytes(
      crypto
        .createHmac('sha256', Buffer.from(v.parse(Bytes, key)))
        .update(Buffer.from(v.parse(Bytes, value)))
        .digest(),
    ),
  formatDate(date: Date, timeZone: string, pattern: string) {
    if (pattern !== 'yyyy-MM-dd') throw new Error(`The stand-in does not know ${pattern}`);
    return dateIn(timeZone, date.getTime(), 0);
  },
  getUuid: () => crypto.randomUUID(),
  newBlob: (text: string) => ({ getBytes: () => signedBytes(Buffer.from(text)) }),
};
const Fetched = v.object({
  method: v.literal('post'),
  contentType: v.literal('application/json'),
  payload: v.string(),
  headers: v.record(v.string(), v.string()),
});

async function runAppsScript(webhookSecret: string): Promise<void> {
  const fetched: v.InferOutput<typeof Fetched>[] = [];
  const rows = [
    ['Id', 'Work', 'Personal', 'Start'],
    [ada.employeeId, ada.workEmail, ada.personalEmail, new Date('2026-03-01T23:00:00Z')],
    ['', '', '', ''],
    [zoe.employeeId, zoe.workEmail, '', ''],
  ];
  const sheet = { getDataRange: () => ({ getValues: () => rows }) };
  const file = { getSheetByName: () => sheet, getSpreadsheetTimeZone: () => 'Europe/Berlin' };
  const properties = { WEBHOOK_URL: `${server.url}/morning`, WEBHOOK_SECRET: webhookSecret };
  runInNewContext(`${codeUnder('Google Apps Script', 'js')}\nsendHires();`, {
    PropertiesService: { getScriptProperties: () => ({ getProperties: () => properties }) },
    SpreadsheetApp: { getActive: () => file },
    Utilities: utilities,
    UrlFetchApp: {
      fetch: (_url: string, options: unknown) => fetched.push(v.parse(Fetched, options)),
    },
  });
  for (const { headers, payload } of fetched) await post({ headers, body: payload });
}

async function runN8n(webhookSecret: string): Promise<void> {
  const items = [ada, zoe].map((json) => ({ json }));
  const made: unknown = runInNewContext(`(() => {${codeUnder('n8n', 'js')}})()`, {
    require: requireCrypto,
    Buffer,
    $env: { WEBHOOK_SECRET: webhookSecret },
    $input: { all: () => items },
  });
  for (const { json } of v.parse(v.array(v.object({ json: Request })), made)) await post(json);
}

async function runZapier(webhookSecret: string): Promise<void> {
  const settings = { url: `${server.url}/morning`, secret: webhookSecret };
  for (const hire of [ada, zoe])
    await runInNewContext(`(async () => {${codeUnder('Zapier', 'js')}})()`, {
      require: requireCrypto,
      Buffer,
      fetch,
      inputData: { ...settings, ...hire },
    });
}

const senders: [string, (webhookSecret: string) => Promise<void>][] = [
  [
    'the script in bash',
    (webhookSecret) =>
      runScript('send-hires', codeUnder('A script in bash', 'bash'), {
        command: 'bash',
        input: [ada, zoe].map((hire) => JSON.stringify(hire)).join('\n'), // the last line may not end
        webhookSecret,
      }),
  ],
  [
    'the script in Node.js',
    (webhookSecret) =>
      runScript('send-hires.mjs', codeUnder('A script in Node.js', 'js'), {
        command: process.execPath,
        webhookSecret,
      }),
  ],
  ['Google Apps Script', runAppsScript],
  ['n8n', runN8n],
  ['Zapier', runZapier],
];

/** A newcomer's machine may lack them. The checks before a release install them. */
const lacking = ['bash', 'openssl', 'curl'].filter((command) => spawnSync(command, ['--version']).error);
const isRunnable = ([name]: (typeof senders)[number]) => lacking.length === 0 || !name.includes('bash');
for (const [name] of senders.filter((sender) => !isRunnable(sender)))
  test.skip(`${name} needs ${lacking.join(' and ')}`, () => undefined);

describe.each(senders.filter(isRunnable))('%s', (_, run) => {
  test('announces everybody, and says the same again when it is repeated', async () => {
    await run(secret);
    expect(posted.map(({ status }) => status)).toEqual([202, 202]);
    expect(people()).toEqual(announced(ada, zoe));
    const [first, ...others] = posted.map(({ messages }) => messages.map(({ record }) => record));
    posted = [];
    await run(secret);
    expect(posted.map(({ messages }) => messages.map(({ record }) => record))).toEqual([first, ...others]);
  });

  test('is refused with another secret, and fails', async () => {
    await expect(run(secretOf(2))).rejects.toThrow();
    expect(posted.map(({ status }) => status)).toContain(401);
    expect(people()).toEqual([]);
  });
});

const Body = v.strictObject({
  type: v.literal('employee.created'),
  data: v.record(v.string(), v.pipe(v.string(), v.regex(/^(?:@\{.+\}|\{\{.+\}\})$/))),
});

describe.each(['Power Automate', 'Okta Workflows', 'Make'])('%s', (platform) => {
  const { type, data } = v.parse(Body, JSON.parse(codeUnder(platform, 'text')));
  const values = new Map(Object.entries(ada));
  const body = JSON.stringify({
    type,
    data: Object.fromEntries(Object.keys(data).map((key) => [key, values.get(key)])),
  });
  const send = (token: string) =>
    fetch(`${server.url}/flow`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });

  test('announces a hire by its body and the token', async () => {
    expect((await send('the-token')).status).toBe(202);
    expect(people()).toEqual(announced(ada));
  });

  test('is refused with another token', async () => {
    expect((await send('another-token')).status).toBe(401);
    expect(people()).toEqual([]);
  });
});

describe('the trap of dates', () => {
  const rows = [...page.matchAll(/\| `(2026-03-01T23:00[\d:.]*Z)` \|/g)].map(([, moment = '']) => moment);
  const dayOf = (startDate: string, settings = {}) => {
    const source = createSource({ type: 'standard-webhooks', ...settings });
    return createHrSystem(source, { timeZone: 'Europe/Berlin', timeZones: {} }).readPerson({
      data: { startDate },
    }).startDate;
  };

  test('has moments of Entra and of JavaScript', () => expect(rows).toHaveLength(2));

  test.each(rows)('%s is the day before, unless the source has moments', (moment) => {
    expect(dayOf(moment)).toBe('2026-03-01');
    expect(dayOf(moment, { startDateFormat: 'instant' })).toBe('2026-03-02');
  });
});
