import { beforeEach, describe, expect, test } from '@jest/globals';
import { explain } from '../../try/explain.ts';
import { readCapture } from '../../try/read-capture.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

/** Handshakes that a source declares: what comes, and what is answered. */

const generic = {
  type: 'generic',
  authentication: [{ type: 'bearer' }],
  event: { type: 'kind', created: ['hired'] },
};
const eventGrid = { type: 'echo', from: '[].data.validationCode', field: 'validationResponse' };
const sources = {
  /** https://docs.recruitee.com/reference/testing-webhooks (read 2026-11) */
  recruitee: { ...generic, handshakes: [{ type: 'ping', json: { test: true } }] },
  fixed: {
    ...generic,
    handshakes: [
      { type: 'ping', json: [{ action: 'ping', data: { nr: 1, tags: ['a', null] } }] },
      { type: 'ping', json: 7 },
      { type: 'ping', text: 'test=true' },
    ],
  },
  /** https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema (read 2026-11) */
  grid: {
    ...generic,
    records: '[].data | []',
    event: { type: 'kind', created: ['hired'] },
    handshakes: [eventGrid],
  },
  'every-record': {
    type: 'generic',
    authentication: [{ type: 'bearer' }],
    handshakes: [eventGrid, { type: 'ping', json: { test: true } }],
    employee: { workEmail: 'mail' },
  },
  asked: { ...generic, handshakes: [{ type: 'get' }, { type: 'echo', query: 'hub.challenge' }] },
  graph: { ...generic, handshakes: [{ type: 'echo', query: 'validationToken' }] },
  okta: {
    ...generic,
    handshakes: [{ type: 'echo', header: 'X-Okta-Verification-Challenge', field: 'verification' }],
  },
  hook: { ...generic, handshakes: [{ type: 'echo', header: 'X-Hook-Secret' }] },
  near: { ...generic, sourceNetworks: ['198.51.100.0/24'], handshakes: [{ type: 'get' }] },
  none: generic,
};
const nowMs = Date.parse('2026-03-02T08:00:00Z');
const receive = createReceiveOf(sources, { nowMs });
const authentic = { authorization: 'Bearer the-token' };
beforeEach(() => {
  for (const source of Object.keys(sources)) receive.secrets.set(source, { current: 'the-token' });
});

const nothingQueued = { accepted: 0, ignored: 0, requestId: 'request-1' };
const hired = { kind: 'hired', id: '7', mail: 'ada@acme.example' };

describe('a fixed body', () => {
  test.each([
    ['an object', 'recruitee', '{"test":true}'],
    ['an object with white space', 'recruitee', ' { "test" : true }\r\n'],
    ['an object after a byte order mark', 'recruitee', '\uFEFF{"test":true}'],
    ['a list, its keys in any order', 'fixed', '[{"data":{"tags":["a",null],"nr":1},"action":"ping"}]'],
    ['a number', 'fixed', '7'],
    ['a form', 'fixed', 'test=true'],
  ])('that is %s is answered, unsigned and before there is a secret', async (_, source, body) => {
    receive.secrets.set(source, { current: 'REPLACE-ME', generated: 'x' });
    const { status, body: answer, messages } = await receive.post(source, {}, body);
    expect([status, answer, messages]).toEqual([200, nothingQueued, []]);
  });

  test('is no hire either when it is signed, and every record is a hire', async () => {
    const { status, messages } = await receive.post('every-record', authentic, '{"test":true}');
    expect([status, messages]).toEqual([200, []]);
  });

  test.each([
    ['more in it', 'recruitee', '{"test":true,"kind":"hired"}'],
    ['another value', 'recruitee', '{"test":"true"}'],
    ['a list around it', 'recruitee', '[{"test":true}]'],
    ['an item less', 'fixed', '[{"data":{"tags":["a"],"nr":1},"action":"ping"}]'],
    ['nothing in it', 'recruitee', '{}'],
    ['no end', 'recruitee', '{"test":true'],
    ['a source that has none', 'none', '{"test":true}'],
  ])('with %s is not one', async (_, source, body) => {
    expect((await receive.post(source, {}, body)).status).toBe(401);
  });

  test('with more in it, and authentic, is a webhook', async () => {
    const body = JSON.stringify({ test: true, ...hired });
    const { status, messages } = await receive.post('recruitee', authentic, body);
    expect([status, messages.length]).toEqual([202, 1]);
  });
});

describe('Event Grid’s validation code', () => {
  const code = '512d38b6-c7b8-40c8-89fe-f46f9e9622b6';
  const validation = (data: object) =>
    JSON.stringify([
      {
        id: '2d1781af-3a4c-4d7c-bd0c-e34b19da4e66',
        topic: '/subscriptions/x',
        subject: '',
        data,
        eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
        eventTime: '2026-03-02T08:00:00Z',
      },
    ]);

  test.each([
    ['unsigned', {}],
    ['with the credential', authentic],
  ])('%s is given back', async (_, headers) => {
    const body = validation({ validationCode: code, validationUrl: 'https://x.example/' });
    const answer = await receive.post(
      'grid',
      { ...headers, 'aeg-event-type': 'SubscriptionValidation' },
      body,
    );
    expect([answer.status, answer.body, answer.messages]).toEqual([200, { validationResponse: code }, []]);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.lines.join('\n')).not.toContain(code);
  });

  test.each([
    ['is too short', { validationCode: 'short' }],
    ['is too long', { validationCode: 'x'.repeat(513) }],
    ['has white space', { validationCode: 'a code with spaces' }],
    ['is no ASCII', { validationCode: 'códigocódigo' }],
    ['is a number', { validationCode: 1234567890 }],
    ['is deeper', { data: { validationCode: code } }],
    ['is not there', {}],
  ])('that %s is not', async (_, data) => {
    expect((await receive.post('grid', {}, validation(data))).status).toBe(401);
  });

  test('beside an employee is a field of an authentic event, whatever the source calls a hire', async () => {
    const events = JSON.stringify([{ data: { ...hired, validationCode: code } }]);
    expect(await receive.post('grid', authentic, events)).toMatchObject({ status: 202, messages: [{}] });
    const all = JSON.stringify([{ mail: 'ada@acme.example', data: { validationCode: code } }]);
    expect(await receive.post('every-record', authentic, all)).toMatchObject({ status: 202, messages: [{}] });
  });

  test('is not looked for in JSON that is nested deeper than any handshake', async () => {
    const body = `[{"data":{"validationCode":"${code}"}},${'['.repeat(1500)}${']'.repeat(1500)}]`;
    expect((await receive.post('grid', {}, body)).status).toBe(401);
  });
});

describe('an address that is asked', () => {
  const ask = (source: string, rawQueryString = '', method = 'GET', headers = {}, body = '') =>
    receive.post(source, headers, body, { method, rawQueryString });

  test.each(['GET', 'HEAD'])('by %s is there', async (method) => {
    const { status, body, messages } = await ask('asked', '', method);
    expect([status, body, messages]).toEqual([200, nothingQueued, []]);
  });

  test.each([
    ['asked', 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=x', 'GET', '1158201444'],
    ['asked', 'hub.challenge=1', 'GET', '1'],
    [
      'graph',
      'validationToken=Validation%3a+Testing+client%20application',
      'POST',
      'Validation: Testing client application',
    ],
    ['graph', 'validationToken=abc%2Bdef', 'GET', 'abc+def'],
  ])('with a parameter gives it back as text: %s %s', async (source, query, method, text) => {
    const answer = await ask(source, query, method);
    expect([answer.status, answer.text, answer.messages]).toEqual([200, text, []]);
    expect(answer.headers).toEqual({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.lines.join('\n')).not.toContain(text.length > 1 ? text : 'hub');
  });

  test.each([
    ['HTML', '%3Cscript%3Ealert(1)%3C/script%3E'],
    ['a line break', 'a%0d%0aset-cookie:x'],
    ['no ASCII', 'caf%C3%A9'],
    ['too much', 'x'.repeat(513)],
    ['nothing', ''],
  ])('gives back no %s', async (_, value) => {
    expect((await ask('graph', `validationToken=${value}`)).status).toBe(404);
    expect((await ask('graph', `validationToken=${value}`, 'POST')).status).toBe(401);
  });

  test('with a header gives it back the same way, or under a name', async () => {
    const secret = { 'x-hook-secret': 'b537207f20cbfa02357cf448134da559' };
    const hook = await ask('hook', '', 'POST', secret);
    expect([hook.status, hook.body]).toEqual([200, nothingQueued]);
    expect(hook.headers).toMatchObject(secret);
    const okta = await ask('okta', '', 'GET', { 'X-Okta-Verification-Challenge': 'the-challenge' });
    expect([okta.status, okta.body]).toEqual([200, { verification: 'the-challenge' }]);
    expect((await ask('hook', '', 'GET', { 'x-hook-secret': 'a\r\nb: c' })).status).toBe(404);
  });

  test('swallows no webhook, which always has a body', async () => {
    const headers = { ...authentic, 'x-hook-secret': 'b537207f' };
    const body = JSON.stringify(hired);
    for (const [source, query] of [
      ['hook', ''],
      ['graph', 'validationToken=abc'],
      ['asked', 'hub.challenge=1'],
    ])
      expect(await ask(source ?? '', query, 'POST', headers, body)).toMatchObject({
        status: 202,
        messages: [{}],
      });
    expect((await ask('graph', 'validationToken=abc', 'POST', {}, ' ')).status).toBe(401);
  });

  test('is not there for others, by another method, or from elsewhere', async () => {
    expect((await ask('none')).status).toBe(404);
    expect((await ask('none', 'hub.challenge=1')).status).toBe(404);
    expect((await ask('graph')).status).toBe(404);
    expect((await ask('asked', '', 'PUT')).status).toBe(404);
    expect((await ask('asked', '', 'POST')).status).toBe(401);
    expect((await ask('near')).status).toBe(401);
  });
});

test.each([
  [{ type: 'ping' }, 'either "text" or "json"'],
  [{ type: 'ping', text: 'a', json: 1 }, 'either "text" or "json"'],
  [{ type: 'ping', json: 'x'.repeat(2000) }, 'of at most 2000 characters'],
  [{ type: 'echo' }, 'one place ("from", "query" or "header"'],
  [{ type: 'echo', from: 'data.code' }, 'one place'],
  [{ type: 'echo', from: 'a', query: 'b', field: 'c' }, 'one place'],
  [{ type: 'echo', from: "[?type='x']", field: 'c' }, "write type == 'x'"],
  [{ type: 'echo', header: 'Set-Cookie' }, 'begins with "X-"'],
  [{ type: 'echo', query: 'a b' }, 'the name of a parameter'],
  [{ type: 'get', field: 'a' }, 'there is no such setting'],
  [{ type: 'head' }, '"ping", "echo", "keep-token", "cloudevents" or "get"'],
])('the handshake %j is refused at synth', (handshake, complaint) => {
  expect(() => createConfiguration({ sources: { hr: { ...generic, handshakes: [handshake] } } })).toThrow(
    complaint,
  );
});

describe('try says what is given back', () => {
  const explained = async (source: string, capture: string) => {
    const parts = { configuration: receive.configuration, source, secrets: undefined, nowMs };
    return (await explain(readCapture(capture), parts)).lines.at(-1);
  };

  test.each([
    ['asked', 'GET /?hub.challenge=42 HTTP/1.1\nHost: x\n\n', 'echo: answered 200 with "42"'],
    ['asked', '> GET / HTTP/1.1\n> Host: x\n>\n', 'get: answered 200;'],
    ['asked', '{"headers":{},"body":"","method":"GET","rawQueryString":"hub.challenge=42"}', 'with "42"'],
    [
      'asked',
      '{"headers":{},"rawQueryString":"","requestContext":{"http":{"method":"HEAD"}}}',
      'get: answered 200;',
    ],
    ['asked', '{"headers":{},"method":"GET","url":"https://x.example/a?hub.challenge=42"}', 'with "42"'],
    ['graph', "curl -X POST 'https://x.example/a?validationToken=abc#x'", 'with "abc"'],
    [
      'hook',
      'POST / HTTP/1.1\nX-Hook-Secret: b537207f\n\n',
      'echo: answered 200 with {"x-hook-secret":"b537207f"}',
    ],
    ['recruitee', 'POST / HTTP/1.1\n\n{"test":true}', 'ping: answered 200;'],
    [
      'grid',
      'POST / HTTP/1.1\n\n[{"data":{"validationCode":"abcdefgh"}}]',
      'with {"validationResponse":"abcdefgh"}',
    ],
  ])('%s: %s', async (source, capture, said) => {
    expect(await explained(source, capture)).toContain(said);
  });
});
