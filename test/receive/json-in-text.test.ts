import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { evaluate } from '../../lambda/hr-systems/expression.ts';
import { parseJsonText } from '../../lambda/hr-systems/parse-json-text.ts';
import { explain } from '../../try/explain.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { startReceiveFunction } from '../helpers/receive-function.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

const nowMs = Date.parse('2026-03-02T08:00:00Z');
const secret = 'the-signing-secret';
const employee = { nr: '100', mail: 'ada@acme.example', start: '2026-03-09' };
const event = { type: 'kind', created: ['hired'] };
const fields = { id: 'nr', workEmail: 'mail', startDate: 'start' };

/** Slack's way to sign (https://docs.slack.dev/authentication/verifying-requests-from-slack, read 2026-11). */
const signature = {
  type: 'hmac',
  signatureHeader: 'X-Slack-Signature',
  signaturePrefix: 'v0=',
  template: 'v0:{timestamp}:{body}',
  timestampHeader: 'X-Slack-Request-Timestamp',
};
const generic = { type: 'generic', authentication: [signature], event, employee: fields };
const sources = {
  form: { ...generic, formats: ['form', 'json'], records: 'payload' },
  inner: { ...generic, formats: ['form'], records: ['from_json(payload).employees[]', 'from_json(payload)'] },
  sns: { ...generic, records: 'Message' },
  queue: { ...generic, records: 'Records[].body' },
  whole: generic,
  field: {
    ...generic,
    event: { ...event, type: 'from_json(data).kind' },
    employee: {
      id: 'from_json(data).nr',
      workEmail: 'from_json(data).person.mail',
      startDate: ['from_json(data).start', 'start'],
    },
  },
};
const configuration = createConfiguration({ sources });
const form = (name: string, value: unknown) => `token=x&${name}=${encodeURIComponent(JSON.stringify(value))}`;

function signed(body: string, contentType: string) {
  const at = String(nowMs / 1000);
  return {
    'content-type': contentType,
    'x-slack-request-timestamp': at,
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`,
  };
}

const hired = { kind: 'hired', ...employee };
const urlencoded = 'application/x-www-form-urlencoded';
const twice = JSON.stringify(JSON.stringify(hired));

describe('JSON in a text is read', () => {
  const receive = createReceiveOf(sources, { nowMs });
  for (const source of Object.keys(sources)) receive.secrets.set(source, { current: secret });

  test.each<[string, keyof typeof sources, string, string, object[]]>([
    ['a field of a form', 'form', urlencoded, form('payload', hired), [hired]],
    ['a field of a form that is a list', 'form', urlencoded, form('payload', [hired, hired]), [hired, hired]],
    ['a field of a form, encoded twice', 'form', urlencoded, form('payload', JSON.stringify(hired)), [hired]],
    ['the same as JSON', 'form', 'application/json', JSON.stringify({ payload: hired }), [hired]],
    ['a list within it', 'inner', urlencoded, form('payload', { employees: [hired] }), [hired]],
    ['or itself', 'inner', urlencoded, form('payload', hired), [hired]],
    [
      'the message of an SNS envelope',
      'sns',
      'text/plain; charset=UTF-8',
      JSON.stringify({ Type: 'Notification', MessageId: 'm', Message: JSON.stringify(hired) }),
      [hired],
    ],
    [
      'each text of a list',
      'queue',
      'application/json',
      JSON.stringify({ Records: [{ body: JSON.stringify(hired) }, { body: JSON.stringify([hired]) }] }),
      [hired, hired],
    ],
    ['a whole body that is a text', 'whole', 'application/json', twice, [hired]],
  ])('%s', async (_, source, contentType, body, records) => {
    const { status, messages } = await receive.post(source, signed(body, contentType), body);
    expect([status, messages.map(({ record }) => record)]).toEqual([202, records]);
  });

  test('in the fields of a record', async () => {
    const data = JSON.stringify({ kind: 'hired', nr: 7, person: { mail: 'ada@acme.example' } });
    const body = JSON.stringify({ data, start: '2026-03-09' });
    const { messages } = await receive.post('field', signed(body, 'application/json'), body);
    expect(messages.map(({ record }) => record)).toEqual([{ data, start: '2026-03-09' }]);
    const { lines } = await explained('field', body, 'application/json');
    expect(lines).toContain('employee id:      7   (from_json(data).nr)');
    expect(lines).toContain('work address:     ada@acme.example   (from_json(data).person.mail)');
    expect(lines).toContain('start date:       2026-03-09   (start)');
  });

  test.each<[string, keyof typeof sources, string, string]>([
    ['is no JSON', 'form', urlencoded, 'payload=hello'],
    ['is a number', 'form', urlencoded, 'payload=5'],
    ['is cut off', 'form', urlencoded, form('payload', hired).slice(0, -3)],
    ['is nested too deep', 'form', urlencoded, `payload=${'['.repeat(101)}${']'.repeat(101)}`],
    ['would change a prototype', 'form', urlencoded, 'payload={"__proto__":{"kind":"hired"}}'],
    ['is a confirmation of SNS', 'sns', 'text/plain', '{"Type":"SubscriptionConfirmation","Message":"You"}'],
  ])('and a text that %s is told of', async (_, source, contentType, body) => {
    const { status, messages, lines } = await receive.post(source, signed(body, contentType), body);
    expect([status, messages]).toEqual([202, []]);
    expect(lines.join('\n')).toMatch(/"WebhookUnreadable"/);
  });

  test.each(['"text"', '"7"', '""', JSON.stringify(`${'['.repeat(101)}${']'.repeat(101)}`)])(
    'and a body that is just the text %s is refused',
    async (body) => {
      const { status, body: answer } = await receive.post('whole', signed(body, 'application/json'), body);
      expect([status, answer['code']]).toEqual([400, 'BODY_UNREADABLE']);
    },
  );
});

async function explained(source: string, body: string, contentType: string) {
  const capture = {
    method: 'POST',
    headers: signed(body, contentType),
    body: Buffer.from(body),
    readAs: 'x',
  };
  const parts = { configuration, source, secrets: { current: secret }, nowMs };
  const { lines } = await explain(capture, parts);
  return { lines: lines.join('\n') };
}

describe('try says', () => {
  test('that a record was in a text', async () => {
    const { lines } = await explained('form', form('payload', hired), urlencoded);
    expect(lines).toContain('1 record, found by payload, which is a text with JSON');
    expect(lines).toContain('employee id:      100   (nr)');
  });

  test('how to read what is in a text', async () => {
    const { lines } = await explained('whole', JSON.stringify({ data: JSON.stringify(hired) }), 'text/json');
    expect(lines).toContain('data is a text with JSON: what is in it is from_json(data).field');
    const other = await explained('sns', JSON.stringify({ 'the body': twice }), 'text/json');
    expect(other.lines).toContain('no records: "records" finds nothing (Message)');
    expect(other.lines).toContain(
      '"the body" is a text with JSON: what is in it is from_json("the body").field',
    );
  });
});

describe('from_json()', () => {
  test.each([
    ['an object', '{"a":1}', { a: 1 }],
    ['a list', ' [1] ', [1]],
    ['what was encoded twice', JSON.stringify('{"a":1}'), { a: 1 }],
    ['an object that was parsed already', { a: 1 }, { a: 1 }],
    ['a number', 5, 5],
    ['a text that is a number', '5', undefined],
    ['a text that is a text', '"a"', undefined],
    ['another text', 'hello', undefined],
    ['no text', '', undefined],
    ['null', null, undefined],
    ['what was encoded four times', JSON.stringify(JSON.stringify(JSON.stringify('[]'))), undefined],
    ['one character too many', `["${'x'.repeat(1024 * 1024 - 3)}"]`, undefined],
    ['a hidden key', '{"_\\u005fproto__":{}}', undefined],
  ])('of %s', (_, data, value) => {
    expect(evaluate('from_json(@)', data)).toEqual(value);
  });

  test('takes what is at the bounds, and brackets in texts', () => {
    expect(evaluate('length(from_json(@)[0])', `["${'x'.repeat(1024 * 1024 - 4)}"]`)).toBe(1024 * 1024 - 4);
    expect(parseJsonText(`${'['.repeat(100)}${']'.repeat(100)}`)).toBeDefined();
    expect(parseJsonText(JSON.stringify({ a: `\\"${'['.repeat(200)}` }))).toBeDefined();
  });

  test('is checked at synth like any function', () => {
    const said = (id: string) => () =>
      createConfiguration({ sources: { hr: { ...generic, employee: { id } } } });
    expect(said('from_json(payload).id')).not.toThrow();
    expect(said('from_jsn(payload).id')).toThrow('there is no function from_jsn(); from_json()?');
    expect(said('from_json()')).toThrow('Invalid arity');
  });
});

describe('in the bundle', () => {
  let receive: Awaited<ReturnType<typeof startReceiveFunction>>;
  beforeAll(async () => {
    const secrets = Object.keys(sources).map((source): [string, string] => [
      `hire-invites/${source}/webhook`,
      JSON.stringify({ current: secret }),
    ]);
    const anyTime = Object.entries(sources).map(([key, source]) => [key, { ...source, toleranceSeconds: 0 }]);
    receive = await startReceiveFunction(
      createConfiguration({ sources: Object.fromEntries(anyTime) }),
      new Map(secrets),
    );
  });
  afterAll(() => receive.close());

  test('a signed form with JSON in a field makes a hire, and a changed one does not', async () => {
    const body = form('payload', { employees: [hired] });
    const headers = signed(body, urlencoded);
    expect(await receive.post('inner', headers, body, true)).toMatchObject({
      status: 202,
      body: { accepted: 1, ignored: 0 },
    });
    expect(JSON.parse(receive.batches.flat()[0]?.MessageBody ?? '')).toMatchObject({ record: hired });
    expect((await receive.post('inner', headers, body.replace('ada', 'eve'), true)).status).toBe(401);
  });
});
