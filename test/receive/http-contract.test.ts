import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Source } from '../../config/source.ts';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { acceptAll, startReceiveFunction } from '../helpers/receive-function.ts';

const configuration = createConfiguration({
  sources: {
    bamboohr: { type: 'bamboohr', company: 'acme' },
    'home-made': { type: 'standard-webhooks' },
    'first-days': { type: 'bamboohr', company: 'acme', refusalStatus: 503 },
    'wants-200': { type: 'bamboohr', company: 'acme', acceptedStatus: 200 },
    'no-secret': { type: 'bamboohr', company: 'acme' },
    placeholder: { type: 'bamboohr', company: 'acme' },
    blank: { type: 'bamboohr', company: 'acme' },
    'no-json': { type: 'bamboohr', company: 'acme' },
    'no-base64': { type: 'standard-webhooks' },
    short: { type: 'standard-webhooks' },
  },
  receive: { maxBodyBytes: 2 * 1024 * 1024 },
});
const secret = 'the private key of the webhook';
const whsec = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const secrets = new Map([
  ['hire-invites/bamboohr/webhook', JSON.stringify({ current: 'a newer one', previous: secret })],
  ['hire-invites/home-made/webhook', JSON.stringify({ current: whsec })],
  ['hire-invites/first-days/webhook', JSON.stringify({ current: secret })],
  ['hire-invites/wants-200/webhook', JSON.stringify({ current: secret })],
  ['hire-invites/placeholder/webhook', JSON.stringify({ current: 'REPLACE-ME', generated: 'x' })],
  ['hire-invites/blank/webhook', JSON.stringify({ current: ' ' })],
  ['hire-invites/no-json/webhook', secret],
  ['hire-invites/no-base64/webhook', JSON.stringify({ current: 'not base64!', previous: whsec })],
  ['hire-invites/short/webhook', JSON.stringify({ current: 'mysecret' })],
]);

let receive: Awaited<ReturnType<typeof startReceiveFunction>>;
beforeAll(async () => {
  receive = await startReceiveFunction(configuration, secrets);
});
afterAll(() => receive.close());
beforeEach(() => {
  receive.batches.length = 0;
  receive.whenQueueAnswers(acceptAll);
});

const hire =
  '{"type":"employee.created","timestamp":"2025-02-18T15:30:00Z","data":{"companyId":"12345","employeeId":"100"}}';

function signed(body: string | Buffer, source = 'bamboohr'): Record<string, string> {
  const settings: Source | undefined = configuration.sources[source];
  if (settings === undefined) throw new Error(`no source ${source}`);
  const key = settings.type === 'standard-webhooks' ? whsec : secret;
  return toAuthenticHeaders(settings, key, Buffer.from(body), Date.now());
}

const problem = (status: number, code: string) => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: {
    type: `urn:hire-invites:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: expect.stringMatching(/^[A-Z]/),
    status,
    code,
    requestId: 'request-1',
  },
});
const accepted = (hires: number, ignored: number) => ({
  status: 202,
  headers: { 'content-type': 'application/json' },
  body: { accepted: hires, ignored, requestId: 'request-1' },
});
const messages = () => receive.batches.flat().map(({ MessageBody }) => JSON.parse(MessageBody));

describe('an authentic webhook', () => {
  test('is answered 200 by a source that says so, and not before its hires are on the queue', async () => {
    const headers = signed(hire, 'wants-200');
    expect(await receive.post('wants-200', headers, hire)).toEqual({ ...accepted(1, 0), status: 200 });
    expect(messages()).toHaveLength(1);
    const other = '{"type":"employee.ping","data":{}}';
    const pinged = await receive.post('wants-200', signed(other, 'wants-200'), other);
    expect(pinged).toEqual({ ...accepted(0, 1), status: 200 });
    receive.whenQueueAnswers(() => ({ status: 500, body: {} }));
    expect(await receive.post('wants-200', headers, hire)).toMatchObject(problem(503, 'QUEUE_UNAVAILABLE'));
    expect(await receive.post('wants-200', {}, hire)).toMatchObject(problem(401, 'UNAUTHENTICATED'));
  });

  test('with a hire is answered 202 once the hire is on the queue, its record untouched', async () => {
    expect(await receive.post('bamboohr', signed(hire), hire)).toEqual(accepted(1, 0));
    expect(messages()).toEqual([
      {
        v: 1,
        purpose: 'invite',
        event: 'created',
        source: 'bamboohr',
        record: JSON.parse(hire),
        receivedAt: '2026-03-02T08:00:00.000Z',
        requestId: 'request-1',
      },
    ]);
  });

  test('may arrive as base64', async () => {
    expect(await receive.post('bamboohr', signed(hire), hire, true)).toEqual(accepted(1, 0));
  });

  test('may spell its headers in any case', async () => {
    const headers = Object.fromEntries(
      Object.entries(signed(hire)).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(await receive.post('bamboohr', headers, hire)).toEqual(accepted(1, 0));
  });

  test.each([
    ['none', undefined],
    ['text/plain', 'text/plain'],
    ['a vendor’s JSON', 'application/vnd.acme+json; charset=utf-8'],
  ])('of %s content type is read as JSON', async (_, contentType) => {
    const { 'content-type': _dropped, ...headers } = signed(hire);
    const sent = contentType === undefined ? headers : { ...headers, 'content-type': contentType };
    expect(await receive.post('bamboohr', sent, hire, true)).toEqual(accepted(1, 0));
  });

  test('may begin with a byte order mark', async () => {
    const body = `\uFEFF${hire}`;
    expect(await receive.post('bamboohr', signed(body), body)).toEqual(accepted(1, 0));
  });

  test('with several employees puts each on the queue, with what happened to them', async () => {
    const record = (id: string, action: string) => ({ id, action, changedFields: [], fields: {} });
    const employees = [
      record('1', 'Created'),
      record('2', 'Updated'),
      record('3', 'Created'),
      record('4', 'Deleted'),
      record('5', 'Promoted'),
    ];
    const body = JSON.stringify({ employees });
    expect(await receive.post('bamboohr', signed(body), body)).toEqual(accepted(4, 1));
    expect(messages().map(({ event, record: { id } }) => `${event} ${id}`)).toEqual([
      'created 1',
      'updated 2',
      'created 3',
      'removed 4',
    ]);
  });

  test.each([
    ['another event', '{"type":"employee.promoted","data":{"employeeId":"100"}}', 0, 1],
    ['an unknown shape', '{"test": 2432232314}', 0, 1],
    ['nobody', '{"employees":[]}', 0, 0],
    ['a list of nothing known', '[1,2]', 0, 2],
  ])('with %s is answered 202 too', async (_, body, hires, ignored) => {
    expect(await receive.post('bamboohr', signed(body), body)).toEqual(accepted(hires, ignored));
    expect(receive.batches).toEqual([]);
  });

  test('with an odd employee among others loses none of these', async () => {
    const employees = [
      null,
      { id: '1' },
      { id: '2', action: ' created ' },
      'Created',
      { id: '3', action: 'Created' },
    ];
    const body = JSON.stringify({ employees });
    expect(await receive.post('bamboohr', signed(body), body)).toEqual(accepted(2, 3));
  });

  test('that is a list of events is read event by event', async () => {
    const body = `[${hire},{"type":"employee.updated"},${hire},{}]`;
    expect(await receive.post('bamboohr', signed(body), body)).toEqual(accepted(3, 1));
  });

  test('is written to the queue in ASCII, whatever the names', async () => {
    const body = JSON.stringify({ type: 'employee.created', data: { employeeId: '7', name: 'Zoë 🎉' } });
    expect(await receive.post('home-made', signed(body, 'home-made'), body)).toEqual(accepted(1, 0));
    expect(receive.batches[0]?.[0]?.MessageBody).toMatch(/^[\x20-\x7e]*$/);
    expect(messages()[0].record.data.name).toBe('Zoë 🎉');
  });

  test('of many hires is sent in batches that SQS accepts', async () => {
    const employees = Array.from({ length: 25 }, (_, index) => ({ id: String(index), action: 'Created' }));
    const body = JSON.stringify({ employees });
    expect(await receive.post('bamboohr', signed(body), body)).toEqual(accepted(25, 0));
    expect(receive.batches.map((batch) => batch.length)).toEqual([10, 10, 5]);
    expect(new Set(messages().map(({ record }) => record.id)).size).toBe(25);
  });

  test('of large hires keeps each batch under SQS’s 1 MiB', async () => {
    const note = 'x'.repeat(190_000);
    const employees = Array.from({ length: 8 }, (_, index) => ({
      id: String(index),
      action: 'Created',
      note,
    }));
    const body = JSON.stringify({ employees });
    expect(await receive.post('bamboohr', signed(body), body)).toEqual(accepted(8, 0));
    for (const batch of receive.batches) {
      expect(batch.reduce((bytes, { MessageBody }) => bytes + MessageBody.length, 0)).toBeLessThan(
        1024 * 1024,
      );
    }
    expect(messages()).toHaveLength(8);
  });

  test('with a record over 200 KB keeps its id, and lets the others go on', async () => {
    const employees = [
      { id: '1', action: 'Created', note: 'x'.repeat(205_000) },
      { id: '2', action: 'Created' },
    ];
    const body = JSON.stringify({ employees });
    expect(await receive.post('bamboohr', signed(body), body)).toEqual(accepted(2, 0));
    expect(messages()[0].record).toEqual({
      oversizeRecord: { bytes: expect.any(Number), employeeId: '1', sha256: expect.any(String) },
    });
    expect(messages()[1].record).toEqual({ id: '2', action: 'Created' });
  });
});

describe('a webhook that is refused', () => {
  test.each(['nobody', '__proto__', 'constructor', '', 'bamboohr/', 'BambooHR'])(
    'of source "%s": 404',
    async (source) => {
      expect(await receive.post(source, signed(hire), hire)).toEqual(problem(404, 'UNKNOWN_SOURCE'));
    },
  );

  test.each([
    ['without a signature', {}],
    ['with a wrong signature', { ...signed(hire), 'x-bamboohr-signature': '00'.repeat(32) }],
    ['with another body’s signature', signed('{}')],
    ['with a repeated timestamp', { ...signed(hire), 'X-BAMBOOHR-TIMESTAMP': '1' }],
  ])('%s: 401', async (_, headers) => {
    expect(await receive.post('bamboohr', headers, hire)).toEqual(problem(401, 'UNAUTHENTICATED'));
  });

  test('too long after it was signed: 401', async () => {
    const settings = configuration.sources['bamboohr'];
    if (settings === undefined) throw new Error('no source');
    const headers = toAuthenticHeaders(settings, secret, Buffer.from(hire), Date.now() - 25 * 60 * 60 * 1000);
    expect(await receive.post('bamboohr', headers, hire)).toEqual(problem(401, 'UNAUTHENTICATED'));
  });

  test('in the first days, when our own secret may be the wrong one: 503', async () => {
    expect(await receive.post('first-days', {}, hire)).toEqual(problem(503, 'UNAUTHENTICATED'));
  });

  test.each<[string, string | Buffer]>([
    ['empty', ''],
    ['white space', ' \n'],
    ['no JSON', 'employee created'],
    ['cut off', hire.slice(0, -1)],
    ['null', 'null'],
    ['a number', '42'],
    ['a text', '"Ping test"'],
    ['true', 'true'],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ['with a key that could reach a prototype', '{"type":"employee.created","__proto__":{"admin":true}}'],
    ['with such a key deep inside', '{"data":{"x":[{"constructor":{"prototype":{}}}]}}'],
    ['nested too deeply to parse', '['.repeat(100_000)],
  ])('with a body that is %s: 400', async (_, body) => {
    expect(await receive.post('bamboohr', signed(body), body, true)).toEqual(problem(400, 'BODY_UNREADABLE'));
  });

  test.each([
    ['application/xml', '<employee/>'],
    ['text/xml; charset=utf-8', '<employee/>'],
    ['multipart/form-data; boundary=x', '--x\r\n\r\n1\r\n--x--'],
  ])('with a body of %s, which the source does not send: 400', async (contentType, body) => {
    const headers = { ...signed(body), 'content-type': contentType };
    expect(await receive.post('bamboohr', headers, body, true)).toEqual(problem(400, 'BODY_UNREADABLE'));
  });

  test('with an unauthentic body that isn’t JSON: 401, not 400', async () => {
    expect(await receive.post('bamboohr', {}, 'employee created')).toEqual(problem(401, 'UNAUTHENTICATED'));
  });

  test('with a body over the limit, in decoded bytes: 413', async () => {
    const fits = ' '.repeat(2 * 1024 * 1024);
    const over = `${fits} `;
    expect(await receive.post('bamboohr', signed(fits), fits, true)).toEqual(problem(400, 'BODY_UNREADABLE'));
    expect(await receive.post('bamboohr', signed(over), over, true)).toEqual(problem(413, 'BODY_TOO_LARGE'));
    expect(await receive.post('bamboohr', {}, over, true)).toEqual(problem(401, 'UNAUTHENTICATED'));
  });

  test.each(['no-secret', 'placeholder', 'blank', 'no-json', 'short'])(
    'while its secret is unusable (%s): 503',
    async (source) => {
      expect(await receive.post(source, signed(hire, source), hire)).toEqual(
        problem(503, 'SECRET_UNAVAILABLE'),
      );
    },
  );
});

test('while only the previous secret is valid, its signatures are accepted, and others get 503 so that they are not lost', async () => {
  expect(await receive.post('no-base64', signed(hire, 'no-base64'), hire)).toEqual(accepted(1, 0));
  const headers = {
    ...signed(hire, 'no-base64'),
    'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
  };
  expect(await receive.post('no-base64', headers, hire)).toEqual(problem(503, 'SECRET_UNAVAILABLE'));
});

test('webhooks that cannot be read, and those with a wrong signature, are counted apart', () => {
  const metrics = receive.logs.filter((line) => line.includes('"_aws"')).map((line) => JSON.parse(line));
  expect(metrics).toContainEqual(
    expect.objectContaining({ WebhookUnreadable: 1, source: 'bamboohr', reason: 'body-no-json' }),
  );
  expect(metrics).toContainEqual(
    expect.objectContaining({ WebhookRefused: 1, source: 'bamboohr', reason: 'signature-mismatch' }),
  );
  expect(metrics).toContainEqual(expect.objectContaining({ HiresAccepted: 1, service: 'hire-invites' }));
});

describe('when the queue', () => {
  test('refuses some entries, those are sent again', async () => {
    let calls = 0;
    receive.whenQueueAnswers((entries) => {
      calls += 1;
      const [first, ...rest] = entries;
      if (calls > 1 || first === undefined) return acceptAll(entries);
      const answer = acceptAll(rest);
      return {
        status: 200,
        body: {
          ...Object(answer.body),
          Failed: [{ Id: first.Id, Code: 'InternalError', SenderFault: false }],
        },
      };
    });
    const body = JSON.stringify({
      employees: [
        { id: '1', action: 'Created' },
        { id: '2', action: 'Created' },
      ],
    });
    expect(await receive.post('bamboohr', signed(body), body)).toEqual(accepted(2, 0));
    expect(receive.batches.map((batch) => batch.map(({ Id }) => Id))).toEqual([['0', '1'], ['0']]);
  });

  test.each([
    [
      'refuses an entry for good',
      (entries: { Id: string }[]) => ({
        status: 200,
        body: { Successful: [], Failed: entries.map(({ Id }) => ({ Id, Code: 'x', SenderFault: true })) },
      }),
    ],
    ['refuses the call', () => ({ status: 403, body: { __type: 'AccessDenied' } })],
    ['fails', () => ({ status: 500, body: {} })],
  ])('%s, the sender is told 503, and sends again', async (_, answer) => {
    receive.whenQueueAnswers(answer);
    expect(await receive.post('bamboohr', signed(hire), hire)).toEqual(problem(503, 'QUEUE_UNAVAILABLE'));
  });
});

test('none of these tests logged any part of a body, a signature or a secret', () => {
  const logs = receive.logs.join('\n');
  expect(logs).toContain('signature-mismatch');
  expect(logs).toContain('body-no-json');
  for (const forbidden of [
    'employee.created',
    'companyId',
    secret,
    whsec,
    'a newer one',
    'Ping test',
    '__proto__',
  ]) {
    expect(logs).not.toContain(forbidden);
  }
});
