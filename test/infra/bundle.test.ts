import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { Configuration } from '../../config/configuration.ts';
import { parseConfiguration } from '../../config/read-configuration.ts';
import { bundle, type FunctionName, functionNames } from '../../infra/bundle.ts';
import { readConfiguration } from '../../lambda/aws/environment.ts';

const run = promisify(execFile);

const configuration = parseConfiguration({
  $schema: './hire-invites.schema.json',
  oneLogin: { host: 'acme.onelogin.com' },
  sources: { bamboohr: { type: 'bamboohr', company: 'acme' } },
  alarms: { email: 'it-operations@acme.com', runbookUrl: 'https://wiki.acme.com/operate', waitingHours: 5 },
});

/** Imports built-ins in each way that packages do. */
const fixture = `
import http, { createServer } from 'node:http';
import * as crypto from 'crypto';
import { promises } from 'node:fs';
export const handler = () => ({
  default: typeof http.request, named: typeof createServer, namespace: typeof crypto.createHmac, nested: typeof promises.readFile,
});`;

/** Calls a bundle's handler in a process of its own, and tells what it gave and what Node loaded for it. */
const caller = `
const [file, event] = process.argv.slice(1);
const { handler } = await import(file);
const answer = await handler(JSON.parse(event), { getRemainingTimeInMillis: () => 10_000, invokedFunctionArn: 'arn' });
const undici = process.moduleLoadList.filter((name) => name.includes('undici'));
console.log(JSON.stringify({ answer, undici }));`;

const Called = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ answer: v.unknown(), undici: v.array(v.string()) }),
);

async function call(file: string, event: unknown = {}, variables: NodeJS.ProcessEnv = {}) {
  const node = ['--input-type=module', '--eval', caller, file, JSON.stringify(event)];
  const { stdout } = await run(process.execPath, node, { env: variables });
  return v.parse(Called, stdout.trim().split('\n').at(-1));
}

const SourceMap = v.pipe(v.string(), v.parseJson(), v.object({ sources: v.array(v.string()) }));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  await writeFile(join(folder, 'fixture.ts'), fixture);
});
afterAll(() => rm(folder, { recursive: true }));

function bundleFixture(outdir: string): Promise<string> {
  return bundle(join(folder, 'fixture.ts'), join(folder, outdir), configuration);
}

/** The folder of a function's bundle with the configuration above: several tests look into it, and none changes it. */
function bundleOnce(name: FunctionName): Promise<string> {
  const made = bundles.get(name) ?? bundle(`lambda/${name}/handler.ts`, join(folder, name), configuration);
  bundles.set(name, made);
  return made;
}
const bundles = new Map<FunctionName, Promise<string>>();

test('a bundle’s imports of built-ins work, and load no undici', async () => {
  const file = join(await bundleFixture('built-ins'), 'index.mjs');
  expect(await call(file)).toEqual({
    answer: { default: 'function', named: 'function', namespace: 'function', nested: 'function' },
    undici: [],
  });
});

test('the same sources make the same bundle, or every deployment would replace the functions', async () => {
  const contents = async (outdir: string) => {
    return readAll(await bundleFixture(outdir));
  };
  expect(await contents('first')).toEqual(await contents('second'));
});

test.each(functionNames)('%s holds no preset: their number costs no cold start', async (name) => {
  const gusto = parseConfiguration({
    oneLogin: configuration.oneLogin,
    sources: { hr: { type: 'gusto' } },
  });
  const another = await bundle(`lambda/${name}/handler.ts`, join(folder, `another-${name}`), gusto);
  const { 'configuration.json': first, ...code } = await readAll(await bundleOnce(name));
  const { 'configuration.json': second, ...others } = await readAll(another);
  expect(code).toEqual(others);
  expect([first?.includes('x-bamboohr-signature'), second?.includes('x-gusto-signature')]).toEqual([
    true,
    true,
  ]);
  expect(Object.values(code).join('')).not.toMatch(
    /x-bamboohr|bob-signature|x-gusto|Worker_Sync|letsdeel|workos|ukg-signature/i,
  );
});

describe('the configuration beside the bundle', () => {
  test('is a whole one that the functions can read', async () => {
    const out = await bundleFixture('readable');
    const text = await readFile(join(out, 'configuration.json'), 'utf8');
    const read = readConfiguration(pathToFileURL(join(out, 'index.mjs')).href);
    expect(v.parse(Configuration, JSON.parse(text))).toEqual(read);
    expect(read).toMatchObject({
      oneLogin: configuration.oneLogin,
      sources: configuration.sources,
      retry: configuration.retry,
      alarms: { waitingHours: 5 },
    });
  });

  test.each(['[]', 'null', '{}', '{"name":"x","sources":[]}'])('is not %s', async (text) => {
    await writeFile(join(folder, 'configuration.json'), text);
    const other = pathToFileURL(join(folder, 'index.mjs')).href;
    expect(() => readConfiguration(other)).toThrow();
  });

  test('holds neither the e-mail address nor the runbook’s', async () => {
    const out = await bundleFixture('no-address');
    expect(await readFile(join(out, 'configuration.json'), 'utf8')).not.toMatch(
      /it-operations|[\w-]@\w|wiki\.acme/,
    );
  });
});

/** Every file of a bundle, by name. */
async function readAll(out: string): Promise<Record<string, string>> {
  const names = (await readdir(out)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}

/** What the stack gives the functions, as far as they need it to start, and AWS at an address where nobody listens. */
const environment = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  INVITE_QUEUE_URL: 'http://127.0.0.1:9/000000000000/invite',
  INVITE_QUEUE_ARN: 'arn:aws:sqs:eu-west-1:000000000000:invite',
  HIRES_TABLE_NAME: 'hires',
  USERS_TABLE_NAME: 'users',
  SWEEPS_TABLE_NAME: 'sweeps',
  NOTICE_TOPIC_ARN: 'arn:aws:sns:eu-west-1:000000000000:topic',
  DEAD_LETTER_QUEUE_PAGE: 'https://console/queue',
  DASHBOARD_PAGE: 'https://console/dashboard',
  DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:9/queue',
  DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:eu-west-1:000000000000:dead-letter',
  RUNBOOK: 'docs/operate.md',
  INVITE_QUEUE_MAPPING: 'mapping-1',
  SCHEDULE_GROUP_NAME: 'hire-invites',
  SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/schedules',
  SCHEDULE_DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:eu-west-1:000000000000:schedule-failures',
};

describe.each<{ name: FunctionName; event: object; expected: unknown }>([
  {
    name: 'receive',
    event: {
      pathParameters: { source: 'nobody' },
      headers: {},
      requestContext: { requestId: 'r' },
      body: '{}',
    },
    expected: expect.objectContaining({ statusCode: 404 }),
  },
  { name: 'invite', event: { Records: [] }, expected: { batchItemFailures: [] } },
  {
    name: 'sweep',
    event: { dryRun: true },
    expected: expect.objectContaining({
      sources: [expect.objectContaining({ ended: 'HR_CREDENTIAL_REFUSED' })],
    }),
  },
  { name: 'tell', event: {}, expected: { ended: 'FAILED', open: 0, told: 0 } },
  {
    name: 'operate',
    event: { action: 'list' },
    expected: { ok: false, code: 'NOT_ALLOWED', message: expect.any(String) },
  },
])('the bundle of $name', ({ name, event, expected }) => {
  let out: string;

  beforeAll(async () => {
    out = await bundleOnce(name);
  });

  test('runs on its own, outside the project, and loads no undici', async () => {
    expect(await call(join(out, 'index.mjs'), event, environment)).toEqual({ answer: expected, undici: [] });
  });

  test('has source maps that name the sources without an @: a search of the log for addresses must find none', async () => {
    const maps = Object.entries(await readAll(out)).filter(([file]) => file.endsWith('.map'));
    const sources = maps.flatMap(([, text]) => v.parse(SourceMap, text).sources);
    expect(sources).toContain(`lambda/${name}/handler.ts`);
    expect(sources.filter((source) => /@|^\.|^\//.test(source))).toEqual([]);
  });

  test('holds no path of the machine that built it', async () => {
    const code = JSON.stringify(await readAll(out));
    expect([process.cwd(), folder].filter((path) => code.includes(path))).toEqual([]);
  });
});

test('tell loads the client of EventBridge only if events are on', async () => {
  const codes = new Map(Object.entries(await readAll(await bundleOnce('tell'))));
  const loaded = new Set(['index.mjs']);
  for (const file of loaded)
    for (const [, chunk = ''] of codes.get(file)?.matchAll(/\b(?:from|import)"\.\/([^"]+)"/g) ?? [])
      loaded.add(chunk);
  const isOfEvents = (file: string) => codes.get(file)?.includes('AWSEvents') === true;
  expect([...codes.keys()].filter(isOfEvents)).toHaveLength(1);
  expect([...loaded].filter(isOfEvents)).toEqual([]);
});
