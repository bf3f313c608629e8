import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LocalServer, serve } from '../../local/aws/json-service.ts';
import { tryToAsk } from '../local/sandbox/ask.ts';
import { type ServiceCall, type ServiceFault, startFaultyProxy } from './faulty-proxy.ts';

let service: LocalServer;
let proxy: LocalServer;
let effects: string[];
let calls: ServiceCall[];
let fault: ServiceFault | undefined;
let onCall: () => void;

beforeEach(async () => {
  effects = [];
  calls = [];
  fault = undefined;
  onCall = () => undefined;
  service = await serve(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    effects.push(`${request.method} ${request.url} ${Buffer.concat(chunks)}`);
    response.writeHead(201, { 'x-service': 'yes' }).end('done');
  });
  proxy = await startFaultyProxy(service.url, (call) => {
    calls.push(call);
    onCall();
    return fault;
  });
});
afterEach(async () => {
  await proxy.close();
  await service.close();
});

const ask = () => tryToAsk('POST', `${proxy.url}/path?a=b`, { headers: { 'x-client': 'me' }, body: 'do it' });
const theEffect = ['POST /path?a=b do it'];
const torn = { noAnswer: 'connection' };

test('a call is passed on as it is, and its answer too, but for the machine’s time', async () => {
  const answer = await ask();
  expect(answer).toMatchObject({ status: 201, headers: { 'x-service': 'yes' }, body: 'done' });
  expect(answer).not.toHaveProperty('headers.date');
  expect(effects).toEqual(theEffect);
  expect(calls).toMatchObject([{ method: 'POST', path: '/path?a=b', headers: { 'x-client': 'me' } }]);
});

test.each([
  ['refuse', { status: 503 }, []],
  ['tear-before', torn, []],
  ['tear-after', torn, theEffect],
  ['slow', { status: 201, body: 'done' }, theEffect],
] as const)('%s: the caller sees %j, and the service did %j', async (kind, seen, did) => {
  fault = kind;
  expect(await ask()).toMatchObject(seen);
  expect(effects).toEqual(did);
});

test('silent: no answer comes as long as the proxy runs, and nothing is done', async () => {
  fault = 'silent';
  const arrived = new Promise<void>((resolve) => {
    onCall = resolve;
  });
  const answer = ask();
  await arrived;
  await proxy.close();
  expect(await answer).toMatchObject(torn);
  expect(effects).toEqual([]);
});
