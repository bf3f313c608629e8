import { request } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { startHttpApi } from '../../../local/aws/http-api.ts';

const Event = v.looseObject({
  headers: v.record(v.string(), v.string()),
  body: v.optional(v.string()),
  isBase64Encoded: v.boolean(),
  pathParameters: v.record(v.string(), v.string()),
});

let api: Awaited<ReturnType<typeof startHttpApi>> | undefined;
afterEach(() => api?.close());

/** The API before a function that answers as given, and what the function got. */
async function start(
  answer: () => unknown = () => ({ statusCode: 202, headers: { 'x-a': 'b' }, body: 'ok' }),
  paths: readonly string[] = ['/webhooks/{source}'],
) {
  const routes = paths.map((path) => ({ method: 'POST', path, functionName: 'receive' }));
  const events: v.InferOutput<typeof Event>[] = [];
  const invoke = async (functionName: string, event: unknown) => {
    expect(functionName).toBe('receive');
    events.push(v.parse(Event, event));
    return answer();
  };
  api = await startHttpApi({ routes, invoke }, async () => false, 0);
  return { url: api.url, events };
}

/** A request with just these headers, repeated ones included: `fetch` would join and add. */
function post(
  url: string,
  headers: readonly string[],
  body: Buffer | string = '',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: 'POST', headers: ['host', 'localhost', ...headers] },
      (incoming) => {
        let text = '';
        incoming.on('data', (chunk) => {
          text += chunk;
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe('a body arrives', () => {
  test.each([
    ['text/plain', false],
    ['text/xml; charset=utf-8', false],
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['application/xml', false],
    ['application/javascript', false],
    ['application/x-www-form-urlencoded', true],
    ['application/vnd.acme+json', true],
    ['application/octet-stream', true],
  ])('of type %s base64: %s, as API Gateway does', async (contentType, base64) => {
    const { url, events } = await start();
    await post(`${url}/webhooks/a`, ['content-type', contentType], 'héllo');
    expect(events).toMatchObject([
      { isBase64Encoded: base64, body: Buffer.from('héllo').toString(base64 ? 'base64' : 'utf8') },
    ]);
  });

  test('without a type as base64', async () => {
    const { url, events } = await start();
    await post(`${url}/webhooks/a`, [], 'x');
    expect(events).toMatchObject([{ isBase64Encoded: true, body: 'eA==' }]);
  });

  test('as absent if it is empty', async () => {
    const { url, events } = await start();
    await post(`${url}/webhooks/a`, ['content-length', '0']);
    expect(events[0]).not.toHaveProperty('body');
    expect(events).toMatchObject([{ isBase64Encoded: false }]);
  });
});

test('headers arrive in lower case, repeated ones joined with commas', async () => {
  const { url, events } = await start();
  await post(`${url}/webhooks/a`, ['X-Signature', 'one', 'x-signature', 'two']);
  expect(events[0]?.headers['x-signature']).toBe('one,two');
});

test.each([
  ['bamboohr', 'bamboohr'],
  ['home%2Dmade', 'home-made'],
  ['__proto__', '__proto__'],
  ['%E0%A4%A', '%E0%A4%A'],
])('the path parameter %s arrives as %s', async (path, source) => {
  const { url, events } = await start();
  await post(`${url}/webhooks/${path}`, []);
  expect(events).toMatchObject([{ pathParameters: { source } }]);
});

test.each([
  ['a', { source: 'a' }],
  ['a/', { other: 'a/' }],
  ['a/b%2Fc/d', { other: 'a/b/c/d' }],
])(
  'a route that takes the rest of a path takes only what no other does: %s',
  async (path, pathParameters) => {
    const { url, events } = await start(undefined, ['/webhooks/{other+}', '/webhooks/{source}']);
    await post(`${url}/webhooks/${path}`, []);
    expect(events[0]?.pathParameters).toEqual(pathParameters);
  },
);

test('a route that takes the rest of a path takes something', async () => {
  const { url } = await start(undefined, ['/webhooks/{other+}']);
  for (const path of ['/webhooks', '/webhooks/'])
    expect(await post(`${url}${path}`, [])).toMatchObject({ status: 404 });
});

test.each(['/', '/webhooks', '/webhooks/a/b', '/other/a'])('%s is not found', async (path) => {
  const { url, events } = await start();
  expect(await post(`${url}${path}`, [])).toEqual({ status: 404, text: '{"message":"Not Found"}' });
  expect(events).toEqual([]);
});

test('the function’s answer is sent unchanged', async () => {
  const { url } = await start();
  expect(await post(`${url}/webhooks/a`, [])).toEqual({ status: 202, text: 'ok' });
});

test.each([
  [
    'throws',
    () => {
      throw new Error('no');
    },
  ],
  ['answers what is none', () => ({ body: 'no status' })],
])('a function that %s is an internal server error', async (_, answer) => {
  const { url } = await start(answer);
  expect(await post(`${url}/webhooks/a`, [])).toEqual({
    status: 500,
    text: '{"message":"Internal Server Error"}',
  });
});

test.each([
  ['text that fits Lambda’s event', 'text/plain', 6_000_000, 202],
  ['text that does not', 'text/plain', 6_300_000, 413],
  ['bytes that fit as base64', 'application/octet-stream', 4_500_000, 202],
  ['bytes that do not', 'application/octet-stream', 4_800_000, 413],
])('%s: %s, %i bytes: %i', async (_, contentType, bytes, status) => {
  const { url } = await start();
  expect(await post(`${url}/webhooks/a`, ['content-type', contentType], 'x'.repeat(bytes))).toMatchObject({
    status,
  });
});
