import { describe, expect, test } from '@jest/globals';
import { fuzz, judge } from './fuzz.ts';
import { fuzzLarge, fuzzPresets } from './fuzz-presets.ts';
import { digestOf } from './hostile-webhooks.ts';
import { canary, createReceiveInProcess, nowMs } from './receive-in-process.ts';

test('whatever arrives is answered by the contract, and nothing of it is logged', async () => {
  const answers = await fuzz(3000, 1);
  expect(Object.keys(answers).sort()).toEqual(
    ['202', 'BODY_TOO_LARGE', 'BODY_UNREADABLE', 'UNAUTHENTICATED', 'UNKNOWN_SOURCE'].sort(),
  );
});

test('whatever arrives of any preset, in any format, charset and compression, is answered by the contract', async () => {
  const answers = await fuzzPresets(2000, 1);
  expect(Object.keys(answers)).toEqual(expect.arrayContaining(['202', '400', '401', '404']));
});

test('bodies of megabytes, as dear as can be, are answered by the contract', async () => {
  expect(Object.keys(await fuzzLarge(6, 3))).toContain('dearest');
});

describe('an event that once caused trouble, or looks as if it could', () => {
  const receive = createReceiveInProcess();
  const timestamp = String(nowMs / 1000);
  const hire = '{"type":"employee.created","data":{"employeeId":"1"}}';

  const signed = (text: string) => ({
    'x-bamboohr-timestamp': timestamp,
    'x-bamboohr-signature': digestOf('bamboohr', { id: '', timestamp, body: Buffer.from(text) }),
  });
  const nested = (levels: number) =>
    `{"type":"employee.created","data":${'['.repeat(levels)}${']'.repeat(levels)}}`;
  const named = (name: string) => JSON.parse(`{"${name}":"${canary}"}`);

  interface Given {
    text?: string;
    /** What is sent instead of the text that was signed. */
    sent?: string;
    headers?: Record<string, string>;
    /** Of the event. */
    change?: object;
  }

  test.each<[string, Given, string]>([
    ['nested a thousand levels deep', { text: nested(1000) }, '202'],
    ['nested deeper than JSON can be written', { text: nested(20_000) }, 'BODY_UNREADABLE'],
    [
      'with a key by which it could be written otherwise',
      { text: hire.replace('{', '{"toJSON":{},') },
      '202',
    ],
    ['with a number beyond all', { text: hire.replace('"1"', '1e999') }, '202'],
    ['with half a character', { text: hire.replace('1', '\\ud800') }, '202'],
    [
      'whose timestamp’s first digits were moved into the body, for which the signature is right too',
      { sent: `${hire}17`, headers: { 'x-bamboohr-timestamp': timestamp.slice(2) } },
      'UNAUTHENTICATED',
    ],
    ['with a header named __proto__', { headers: named('__proto__') }, '202'],
    ['with a header named constructor', { headers: named('constructor') }, '202'],
    ['with a request id that is none', { change: { requestContext: { requestId: `${canary}\n` } } }, '202'],
  ])('%s', async (_, { text = hire, sent = text, headers, change }, expected) => {
    const all = { ...signed(text), ...headers };
    const event = {
      headers: all,
      pathParameters: { source: 'bamboohr' },
      requestContext: { requestId: 'request-1' },
      body: sent,
      ...change,
    };
    const webhook = { event, source: 'bamboohr', headers: all, received: Buffer.from(sent) };
    expect(judge(webhook, await receive(event))).toBe(expected);
  });
});
