import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import type { Capture } from '../../try/capture.ts';
import { explain } from '../../try/explain.ts';
import { webhookFixtures } from '../fixtures/webhooks.ts';
import { createConfiguration } from '../helpers/configuration.ts';

const nowMs = Date.parse('2026-03-02T08:00:00Z');
const configuration = createConfiguration({
  sources: {
    bamboohr: { type: 'bamboohr', company: 'acme' },
    hibob: { type: 'hibob' },
    workday: { type: 'workday-core-connector', eligible: { startedAtMostDaysAgo: 30 } },
    merge: { type: 'merge', sourceNetworks: ['198.51.100.0/24'] },
    'home-made': { type: 'standard-webhooks' },
    events: { type: 'cloudevents' },
    gusto: { type: 'gusto' },
    near: { type: 'hibob', sourceNetworks: ['198.51.100.0/24'] },
  },
  invite: { at: '09:30', timeZone: 'Europe/Berlin' },
});
const secret = 'the-secret:of-the-test';
const work = 'ada@acme.example';

async function explained(
  source: string,
  { headers = {}, body = '', method = 'POST', ...rest }: Partial<Omit<Capture, 'body'>> & { body?: string },
  given: { secret?: string | undefined; previous?: string; at?: number } = { secret },
) {
  const capture = { method, headers, body: Buffer.from(body), readAs: 'JSON', ...rest };
  const secrets =
    given.secret === undefined
      ? undefined
      : { current: given.secret, ...(given.previous !== undefined && { previous: given.previous }) };
  const { lines, accepted } = await explain(capture, {
    configuration,
    source,
    secrets,
    nowMs: given.at ?? nowMs,
  });
  const text = lines.join('\n');
  if (given.secret !== undefined) expect(text).not.toContain(given.secret);
  return { text, accepted };
}

const settingsOf = (source: string) => {
  const settings = configuration.sources[source];
  if (settings === undefined) throw new Error('no source');
  return settings;
};
const signed = (source: string, body: string, key = secret) =>
  toAuthenticHeaders(settingsOf(source), key, Buffer.from(body), nowMs);
const event = '{"type":"employee.created","data":{"companyId":"1","employeeId":"100"}}';

describe('authentication', () => {
  test('that matches is reported, with the secret that matched', async () => {
    const right = await explained('bamboohr', { headers: signed('bamboohr', event), body: event });
    expect(right.text).toContain('✓ hmac: right, by the secret’s "current"');
    expect(right.text).toMatch(/Answer\n {2}✓ 202 \{"accepted":1,"ignored":0\}$/);
    expect(right.accepted).toBe(true);
    const previous = { secret: 'another', previous: secret };
    const old = await explained('bamboohr', { headers: signed('bamboohr', event), body: event }, previous);
    expect(old.text).toContain('✓ hmac: right, by the secret’s "previous"');
  });

  test('cannot be checked without a secret, but the rest is explained all the same', async () => {
    const { text, accepted } = await explained(
      'bamboohr',
      { headers: signed('bamboohr', event), body: event },
      {},
    );
    expect(text).toContain('? hmac: the header x-bamboohr-signature is there; give the secret');
    expect(text).toContain('? 202 {"accepted":1,"ignored":0}, if it is authentic');
    expect(accepted).toBe(true);
  });

  test('by another secret is refused, with a possible cause', async () => {
    const { text, accepted } = await explained('bamboohr', {
      headers: signed('bamboohr', event, 'other'),
      body: event,
    });
    expect(text).toContain('✗ hmac: the signature does not match the secret and the body');
    expect(text).toContain(
      'no other common scheme matches either: either the secret is wrong, or the body was rewritten',
    );
    expect(text).toContain('✗ 401 UNAUTHENTICATED');
    expect(accepted).toBe(false);
  });

  type Sent = { headers: Record<string, string>; body: string };

  /** What is said of a request to a source that takes just these ways. */
  async function explainedBy(authentication: object[], { headers, body }: Sent) {
    const sources = { hr: { type: 'generic', authentication } };
    const { lines } = await explain(
      { method: 'POST', readAs: 'JSON', headers, body: Buffer.from(body) },
      {
        configuration: createConfiguration({ sources }),
        source: 'hr',
        secrets: { current: secret },
        nowMs,
      },
    );
    return lines.join('\n');
  }

  /** What `try` says to set, set. */
  async function applied(text: string, sent: Sent) {
    const [, list = ''] = /: set "authentication": (\[.*\])$/m.exec(text) ?? [];
    return explainedBy(JSON.parse(list), sent);
  }

  test.each([
    ['{timestamp}.{body}', 'sha256', 'hex', '"template":"{timestamp}.{body}"'],
    ['{body}', 'sha512', 'base64', '"algorithm":"sha512","encoding":"base64"'],
    ['{body}{timestamp}', 'sha256', 'base64', '"encoding":"base64"'],
  ] as const)(
    'by another scheme (%s, %s, %s) is refused, with what to set',
    async (template, algorithm, encoding, hint) => {
      const [way] = settingsOf('bamboohr').authentication;
      if (way?.type !== 'hmac') throw new Error('no hmac');
      const other = {
        ...settingsOf('bamboohr'),
        authentication: [{ ...way, template, algorithm, encoding }],
      };
      const headers = toAuthenticHeaders(other, secret, Buffer.from(event), nowMs);
      const { text } = await explained('bamboohr', { headers, body: event });
      expect(text).toContain('it matches with other settings: set "authentication": [{"type":"hmac",');
      expect(text).toContain(hint);
      expect(await applied(text, { headers, body: event })).toContain('✓ hmac: right');
    },
  );

  test('with a timestamp in another format is refused, with what to set', async () => {
    const at = String(nowMs);
    const signature = createHmac('sha256', secret).update(`${event}${at}`).digest('hex');
    const headers = { 'x-bamboohr-signature': signature, 'x-bamboohr-timestamp': at };
    const { text } = await explained('bamboohr', { headers, body: event });
    expect(text).toContain('the timestamp is not in the format that timestampFormat says');
    expect(text).toContain('"timestampFormat":"milliseconds"');
    expect(await applied(text, { headers, body: event })).toContain('✓ hmac: right');
  });

  describe('in a header that the source does not check is refused, with what to set', () => {
    const signedBy = (algorithm: string, text: string) =>
      createHmac(algorithm, secret).update(text).digest('hex');
    const at = String(nowMs / 1000);

    test.each<[string, Record<string, string>, string]>([
      ['plain', { 'x-sig': signedBy('sha256', event) }, '{"type":"hmac","signatureHeader":"x-sig"}'],
      [
        'after a prefix',
        { 'x-sig': `sha512=${signedBy('sha512', event)}` },
        '{"type":"hmac","algorithm":"sha512","signatureHeader":"x-sig","signaturePrefix":"sha512="}',
      ],
      [
        'with the time in a header',
        { 'x-sig': signedBy('sha256', `${at}.${event}`), 'x-at': at },
        '{"type":"hmac","signatureHeader":"x-sig","template":"{timestamp}.{body}","timestampHeader":"x-at"}',
      ],
      [
        'with the time in a header, in milliseconds',
        { 'x-sig': signedBy('sha256', `${at}000${event}`), 'x-at': `${at}000` },
        '{"type":"hmac","signatureHeader":"x-sig","template":"{timestamp}{body}","timestampHeader":"x-at","timestampFormat":"milliseconds"}',
      ],
      [
        'with the time in words',
        { 'x-sig': signedBy('sha256', `2026-03-02T08:00:00Z.${event}`), 'x-at': '2026-03-02T08:00:00Z' },
        '{"type":"hmac","signatureHeader":"x-sig","template":"{timestamp}.{body}","timestampHeader":"x-at","timestampFormat":"iso-8601"}',
      ],
      [
        'with the time in the same header',
        { 'x-sig': `t=${at},v1=${signedBy('sha256', `${at}.${event}`)}` },
        '{"type":"hmac","signatureHeader":"x-sig","signatureList":{"version":"v1","versionSeparator":"=","timestamp":"t"},"template":"{timestamp}.{body}"}',
      ],
    ])('%s', async (_, headers, way) => {
      const { text } = await explained('events', { headers, body: event });
      const hint = `the header x-sig matches: set "authentication": [${way}]`;
      expect(text).toContain(hint);
      expect(text).toContain('✗ 401 UNAUTHENTICATED');
      expect(await applied(text, { headers, body: event })).toContain('✓ hmac: right');
      // The same of a source that looks at the header, but not as it should.
      const plain = [{ type: 'hmac', signatureHeader: 'X-Sig', algorithm: 'sha384' }];
      const otherwise = await explainedBy(plain, { headers, body: event });
      expect(otherwise).toContain('it matches with other settings');
      expect(await applied(otherwise, { headers, body: event })).toContain('✓ hmac: right');
    });

    test.each([
      ['in a header that the source reads as a credential', 'authorization', {}],
      ['in a header with underscores', 'x_sig', {}],
      ['with an id that is signed', 'x-sig', { 'x-id': 'm1', 'x-at': at }],
    ])('%s', async (_, header, others: Record<string, string>) => {
      const signedText = 'x-id' in others ? `m1.${at}.${event}` : event;
      const headers = { [header]: signedBy('sha256', signedText), ...others };
      const { text } = await explained('events', { headers, body: event });
      expect(text).toContain(`the header ${header} matches`);
      expect(await applied(text, { headers, body: event })).toContain('✓ hmac: right');
    });

    test('that lists its time in milliseconds', async () => {
      const headers = { 'x-sig': `t=${at}000,v1=${signedBy('sha256', `${at}000.${event}`)}` };
      const { text } = await explained('events', { headers, body: event });
      expect(text).toContain('"timestampFormat":"milliseconds"');
      expect(await applied(text, { headers, body: event })).toContain('✓ hmac: right');
    });

    test('in a header whose name cannot be set is not offered as a setting', async () => {
      const { text } = await explained('events', {
        headers: { 'x.sig': signedBy('sha256', event) },
        body: event,
      });
      expect(text).not.toContain('matches: set');
    });

    test('that lists a time that is not signed', async () => {
      const headers = { 'x-sig': `t=${at},v1=${signedBy('sha256', event)}` };
      const { text } = await explained('events', { headers, body: event });
      expect(await applied(text, { headers, body: event })).toContain('✓ hmac: right');
    });

    test('is not suspected in values that only look like one', async () => {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-request-id': '9c6f1a2b-0000-4000-8000-000000000002',
        'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678',
      };
      const { text } = await explained('events', { headers, body: 'a=1' });
      expect(text).not.toContain('may be a signature');
    });

    test('by Standard Webhooks with other header names', async () => {
      const whsec = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
      const headers = Object.fromEntries(
        Object.entries(signed('home-made', event, whsec)).map(([name, value]) => [
          name.toLowerCase().replace('webhook', 'svix'),
          value,
        ]),
      );
      const { text } = await explained('events', { headers, body: event }, { secret: whsec });
      expect(text).toContain(
        '[{"type":"standard-webhooks","headers":{"id":"svix-id","timestamp":"svix-timestamp","signature":"svix-signature"}}]',
      );
    });

    test('that matches no known scheme is reported, and without a secret it says that one is needed', async () => {
      const headers = { 'x-sig': signedBy('sha256', 'another body') };
      const { text } = await explained('events', { headers, body: event });
      expect(text).toContain('the header x-sig may be a signature, but no common scheme matches');
      const without = await explained('events', { headers, body: event }, {});
      expect(without.text).toContain('the header x-sig may be a signature; give the secret');
    });
  });

  test('with a secret that is a key only as plain text is refused, with what to set', async () => {
    const headers = {
      'webhook-id': 'm',
      'webhook-timestamp': String(nowMs / 1000),
      'webhook-signature': `v1,${createHmac('sha256', secret)
        .update(`m.${nowMs / 1000}.${event}`)
        .digest('base64')}`,
    };
    const { text } = await explained('home-made', { headers, body: event });
    expect(text).toContain('it matches with other settings');
    expect(await applied(text, { headers, body: event })).toContain('✓ hmac: right');
  });

  test('with a missing id header that is not signed is refused, with what to set', async () => {
    const way = {
      type: 'hmac',
      signatureHeader: 'x-sig',
      template: '{id}.{timestamp}.{body}',
      timestampHeader: 'x-at',
      idHeader: 'x-id',
    };
    const at = String(nowMs / 1000);
    const headers = {
      'x-sig': createHmac('sha256', secret).update(`${at}.${event}`).digest('hex'),
      'x-at': at,
    };
    const text = await explainedBy([way], { headers, body: event });
    expect(await applied(text, { headers, body: event })).toContain('✓ hmac: right');
  });

  test('that our secret cannot verify is looked for in other headers too', async () => {
    const whsec = { 'webhook-id': 'm', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' };
    const headers = { ...whsec, 'x-token': 'no base64!' };
    const { text } = await explained('home-made', { headers, body: event }, { secret: 'no base64!' });
    expect(text).toContain('set "authentication": [{"type":"header","header":"x-token"}]');
  });

  test('of a capture without a body is refused, with a possible cause', async () => {
    const { text } = await explained('bamboohr', { headers: signed('bamboohr', event) });
    expect(text).toContain('the capture has no body');
  });

  test.each([
    ['Bearer the-secret:of-the-test', 'authorization', '{"type":"bearer"}'],
    [`Basic ${Buffer.from(secret).toString('base64')}`, 'authorization', '{"type":"basic"}'],
    [secret, 'x-token', '{"type":"header","header":"x-token"}'],
  ])('by the secret itself (%s in %s) is refused, with what to set', async (value, header, way) => {
    const { text } = await explained('bamboohr', { headers: { [header]: value }, body: event });
    expect(text).toContain(`a header holds the secret: set "authentication": [${way}]`);
    expect(text).toContain('✗ 401 UNAUTHENTICATED');
  });

  test('of a capture with white space after its body is refused, with a possible cause', async () => {
    const { text } = await explained('bamboohr', { headers: signed('bamboohr', event), body: `${event}\n` });
    expect(text).toContain('it matches without the white space at the end of the body');
  });

  test('from long ago is told apart from a wrong one', async () => {
    const at = nowMs + 30 * 24 * 60 * 60 * 1000;
    const { text, accepted } = await explained(
      'bamboohr',
      { headers: signed('bamboohr', event), body: event },
      { secret, at },
    );
    expect(text).toContain(
      'the signature is right, but its timestamp is more than toleranceSeconds (86400) from now',
    );
    expect(text).toContain('✗ 401 UNAUTHENTICATED (because of the time');
    expect(text).toContain('created: type is "employee.created"');
    expect(accepted).toBe(false);
  });

  test('in several ways is explained way by way', async () => {
    const { text } = await explained('workday', {
      headers: { authorization: 'Basic eDp5' },
      body: '<Worker_Sync/>',
    });
    expect(text).toContain('✗ basic: the header authorization does not match the secret');
    expect(text).toContain('✗ bearer: the header authorization is not of this type');
    expect(text).toContain('✗ header: the request has no header x-api-key');
    const right = await explained('workday', { headers: { 'x-api-key': secret }, body: '<Worker_Sync/>' });
    expect(right.text).toMatch(/Authentication\n {2}✓ header: right[^\n]*\nBody/);
  });

  test('with an unusable secret says so, and that the sender would send again', async () => {
    const headers = { 'webhook-id': 'm', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' };
    const { text, accepted } = await explained(
      'home-made',
      { headers, body: event },
      { secret: 'no base64!' },
    );
    expect(text).toContain('the secret’s "current" is not a valid key for this type');
    expect(text).toContain('✗ 503 SECRET_UNAVAILABLE');
    expect(accepted).toBe(false);
  });

  test('from another network is refused', async () => {
    const from = (sourceIp: string) =>
      explained('merge', { headers: signed('merge', '{}'), body: '{}', sourceIp });
    expect((await from('203.0.113.1')).text).toContain('✗ sourceNetworks: 203.0.113.1 is not in any of them');
    expect((await from('198.51.100.1')).text).toContain('✓ hmac: right');
  });
});

describe('the body', () => {
  const headersOf = (source: string, body: string, contentType: string) => ({
    ...signed(source, body),
    'content-type': contentType,
  });

  test('with several workers in XML is explained worker by worker', async () => {
    const fixture = webhookFixtures.find(({ what }) => what.startsWith('several workers'));
    const body = fixture?.body ?? '';
    const { text } = await explained('workday', { headers: headersOf('workday', body, 'text/xml'), body });
    expect(text).toContain('✓ 3 records, found by Worker_Sync.Worker');
    expect(text).toMatch(/employee id: +00021 +\(Summary\.Employee_ID\)/);
    expect(text).toMatch(/work address: +Ada\.Lovelace@acme\.example/);
    expect(text).toContain(
      '→ the OneLogin user Ada.Lovelace@acme.example gets the invite at ada@home.example on Monday, 2 March 2026 at 09:30',
    );
    expect(text).toContain("ignored: (Status.Terminated == 'true'");
    expect(text).toContain('is "terminated"; the known values are "employed" (created)');
    expect(text).toMatch(/work address: +nothing found by /);
    expect(text).toContain('waiting: WORK_EMAIL_NOT_YET');
    expect(text).toContain('202 {"accepted":2,"ignored":1}');
  });

  test('that is a form is read', async () => {
    const body = 'type=employee.created&data[employeeId]=100';
    const headers = headersOf('bamboohr', body, 'application/x-www-form-urlencoded');
    const { text } = await explained('bamboohr', { headers, body });
    expect(text).toContain(
      '→ the HR system is asked for the rest: GET https://acme.bamboohr.com/api/v1/employees/100?',
    );
  });

  test.each([
    [
      'workday',
      'application/json',
      '{}',
      'content-type-unsupported: it is declared as application/json, and this source’s "formats" are xml',
    ],
    ['workday', 'text/xml', '<a>', 'body-no-xml: it is read as XML, but is not well-formed'],
    ['bamboohr', 'application/json', '{', 'body-no-json: it is read as JSON, but isn’t JSON'],
    ['bamboohr', 'application/json', '7', 'body-no-object: it is neither an object nor a list'],
    ['bamboohr', 'application/json', ' ', 'body-empty: there is no body'],
  ])('%s as %s (%s) is refused: %s', async (source, contentType, body, why) => {
    const { text, accepted } = await explained(source, {
      headers: headersOf(source, body, contentType),
      body,
    });
    expect(text).toContain(`✗ ${why}`);
    expect(text).toContain('✗ 400 BODY_UNREADABLE');
    expect(accepted).toBe(false);
  });

  test('without records says where it looked for them', async () => {
    const body = '<Worker_Sync/>';
    const { text } = await explained('workday', { headers: headersOf('workday', body, 'text/xml'), body });
    expect(text).toContain("? an empty list of records, found by Worker_Sync == '' && `[]`");
    expect(text).toMatch(/Answer\n {2}\? 202 \{"accepted":0,"ignored":0\}, and nobody is invited$/);
  });

  test('with nothing known says so, and names the alarm', async () => {
    const report = '<Report_Data><Report_Entry/></Report_Data>';
    const { text, accepted } = await explained('workday', {
      headers: headersOf('workday', report, 'text/xml'),
      body: report,
    });
    expect(text).toContain('✗ no records: "records" finds nothing (Worker_Sync.Worker  or  Worker  or');
    expect(text).toContain('this raises the alarm WebhooksUnreadable');
    expect(text).toMatch(/Answer\n {2}\? 202 \{"accepted":0,"ignored":1\}, and nobody is invited$/);
    expect(accepted).toBe(true);
    const typeless = await explained('bamboohr', { headers: signed('bamboohr', '{"a":1}'), body: '{"a":1}' });
    expect(typeless.text).toContain('ignored: "event.type" finds nothing');
    expect(typeless.text).toContain('this raises the alarm WebhooksUnreadable');
  });

  test('in a record with headers is explained with them', async () => {
    const headers = { authorization: `Bearer ${secret}`, 'ce-type': 'employee.promoted', 'ce-id': '1' };
    const { text } = await explained('events', { headers, body: '{"employeeId":"1"}' });
    expect(text).toContain('is "employee.promoted"; the known values are "employee.created" (created)');
  });

  test('with many records explains the first five, and counts the others', async () => {
    const employees = Array.from({ length: 9 }, (_, id) => ({
      id: String(id),
      action: id < 8 ? 'Created' : 'Nothing',
    }));
    const body = JSON.stringify({ employees });
    const { text } = await explained('bamboohr', { headers: signed('bamboohr', body), body });
    expect(text).toContain('Records 6 to 9\n    3 fetched, 1 ignored');
  });
});

describe('what would happen to a hire', () => {
  const outcome = async (data: object, type = 'employee.created') => {
    const whsec = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    const body = JSON.stringify({
      type,
      data: { employeeId: '100', workEmail: 'ada@acme.example', ...data },
    });
    const headers = signed('home-made', body, whsec);
    const { text } = await explained('home-made', { headers, body }, { secret: whsec });
    return text.split('\n').find((line) => line.includes('→')) ?? text;
  };

  test.each([
    [
      { startDate: '2026-06-01' },
      'employee.created',
      'gets the invite at ada@acme.example on Monday, 1 June 2026 at 09:30 (Europe/Berlin)',
    ],
    [{ startDate: '2026-01-01' }, 'employee.created', 'at once: the time for it has passed'],
    [{}, 'employee.created', 'at once: there is no start date'],
    [{ startDate: '06/01/2026' }, 'employee.created', 'parked: START_DATE_UNREADABLE'],
    [{ employeeId: null }, 'employee.updated', 'RECORD_UNMAPPABLE: without an id'],
    [{ workEmail: 'n/a' }, 'employee.created', 'parked: WORK_EMAIL_MISSING'],
    [{}, 'employee.updated', 'nobody else is invited by a change'],
    [{}, 'employee.removed', 'is cancelled for good'],
  ])('%j, %s: %s', async (data, type, text) => {
    expect(await outcome(data, type)).toContain(text);
  });

  test('follows from the fields that were read, and the others are explained', async () => {
    const own = {
      ...settingsOf('home-made'),
      employee: { ...settingsOf('home-made').employee, workEmail: 'work-email', startDate: 'start' },
      startDateFormat: 'DD.MM.YYYY' as const,
      authentication: [{ type: 'bearer' } as const],
    };
    const sources = { ...configuration.sources, 'home-made': own };
    const body = JSON.stringify({
      type: 'employee.created',
      'work-email': work,
      start: '2026-12-01',
      data: { personalEmail: null },
    });
    const headers = { authorization: `Bearer ${secret}` };
    const capture = { method: 'POST', headers, body: Buffer.from(body), readAs: 'JSON' };
    const { lines } = await explain(capture, {
      configuration: { ...configuration, sources },
      source: 'home-made',
      secrets: { current: secret },
      nowMs,
    });
    expect(lines.join('\n')).toContain(
      'nothing found by work-email; for the key work-email write "\\"work-email\\""',
    );
    expect(lines.join('\n')).toContain(
      'none: "2026-12-01", found by start, is not valid in the format DD.MM.YYYY ("startDateFormat")',
    );
    const empty = { ...capture, body: Buffer.from('{"type":"employee.created","start":null}') };
    const told = await explain(empty, {
      configuration: { ...configuration, sources },
      source: 'home-made',
      secrets: { current: secret },
      nowMs,
    });
    expect(told.lines.join('\n')).toMatch(/start date: +nothing found by start$/m);
  });

  async function toldOf(record: object, settings: object = {}, invite: object = {}) {
    const source = { ...settingsOf('home-made'), authentication: [{ type: 'bearer' as const }], ...settings };
    const { lines, invites } = await explain(
      {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}` },
        body: Buffer.from(JSON.stringify({ type: 'employee.created', ...record })),
        readAs: 'JSON',
      },
      {
        configuration: {
          ...configuration,
          sources: { 'home-made': source },
          invite: { ...configuration.invite, ...invite },
        },
        source: 'home-made',
        secrets: { current: secret },
        nowMs,
      },
    );
    return { text: lines.join('\n'), invites };
  }
  const valid = { employeeId: '100', workEmail: work };

  test.each<[string, object, string]>([
    ['an id', { employeeId: 'N/A' }, 'found by data.employeeId, is not valid: it stands for no id'],
    ['an id', { employeeId: { nr: 7 } }, 'is not valid: an id is a text or a number'],
    ['an id', { employeeId: 2 ** 60 }, 'is not valid: such a number may have lost digits'],
    ['an address', { workEmail: 'n/a' }, 'is not valid: it stands for no address'],
    ['an address', { personalEmail: 'ada at home' }, 'is not valid: it is not an address'],
    ['an address', { personalEmail: 'a@a.example; b@b.example' }, 'it is not certain which address is meant'],
    [
      'an address',
      { personalEmail: { of: 'a@a.example' } },
      'none: {"of":"a@a.example"}, found by data.personalEmail',
    ],
    ['an address', { personalEmail: { of: 'x'.repeat(1000) } }, 'xxx…, found by'],
    [
      'a date',
      { startDate: '0000-00-00' },
      'is not valid in the format YYYY-MM-DD ("startDateFormat"): it stands for no date',
    ],
    ['a date', { startDate: { of: '2026-03-02' } }, 'nobody can say which part of it is the date'],
    [
      'a date',
      { startDate: '9999-12-31' },
      'no "startDateFormat" reads it as a day on which somebody may start',
    ],
  ])('is explained by why %s that was found is not used: %j', async (_, data, why) => {
    expect((await toldOf({ data: { ...valid, ...data } })).text).toContain(why);
  });

  test('is explained by what was read from an address that is not clean', async () => {
    const { text, invites } = await toldOf({ data: { ...valid, personalEmail: 'Ada <ada@home.example>' } });
    expect(text).toContain('ada@home.example   (data.personalEmail: "Ada <ada@home.example>")');
    expect(invites).toBe(true);
  });

  test('is explained by what is valid, and does not count', async () => {
    const data = { ...valid, personalEmail: 'ada@home.example' };
    const { text } = await toldOf({ data, timestamp: '2027-01-01T00:00:00Z' }, {}, { sendTo: 'work' });
    expect(text).toContain('(data.personalEmail); not used: "invite.sendTo" is "work"');
    expect(text).toContain('(timestamp); not used: it is in the future');
    const undated = await toldOf({ data, timestamp: '1 March' });
    expect(undated.text).toContain('found by timestamp, is not valid: it is not a moment in ISO 8601');
  });

  test.each<[unknown, string, string]>([
    ['02.03.2026', 'DD.MM.YYYY', '2026-03-02'],
    ['2026/03/02', 'YYYY/MM/DD', '2026-03-02'],
    ['20260302', 'YYYYMMDD', '2026-03-02'],
    ['02-Mar-2026', 'DD-MMM-YYYY', '2026-03-02'],
    ['Mar 02, 2026', 'MMM DD, YYYY', '2026-03-02'],
    ['13/03/2026 00:00:00', 'DD/MM/YYYY', '2026-03-13'],
    ['3/13/2026 12:00:00 AM', 'MM/DD/YYYY', '2026-03-13'],
    [1772409600, 'instant', '2026-03-02'],
    ['1772409600000', 'instant', '2026-03-02'],
    ['/Date(1772409600000)/', 'instant', '2026-03-02'],
    ['/Date(1772406000000+0000)/', 'instant', '2026-03-02'],
  ])('begins with a start date: %j fits %s', async (startDate, format, day) => {
    const { text, invites } = await toldOf({ data: { ...valid, startDate } });
    expect(text).toContain(`    set "startDateFormat": "${format}", which reads ${day}\n`);
    expect(invites).toBe(false);
    const settings = { startDateFormat: format };
    const set = await toldOf({ data: { ...valid, startDate } }, settings);
    expect(set.text).toMatch(new RegExp(`start date: +${day}`));
    expect(set.text).not.toContain('set "startDateFormat"');
    expect(set.invites).toBe(true);
  });

  test('begins with a start date that fits several formats', async () => {
    const { text } = await toldOf({ data: { ...valid, startDate: '03/02/2026' } });
    expect(text).toContain(
      'set "startDateFormat": "MM/DD/YYYY", which reads 2026-03-02, or set "startDateFormat": "DD/MM/YYYY", which reads 2026-02-03',
    );
  });

  test('says which OneLogin user is found by an external id, and why an id is none', async () => {
    const employee = { ...settingsOf('home-made').employee, externalId: 'data.external' };
    const told = async (external: unknown, others: object = {}) =>
      (await toldOf({ data: { ...valid, workEmail: null, external, ...others } }, { employee })).text;
    expect(await told('00021')).toContain('external id:      00021   (data.external)');
    expect(await told('00021')).toContain(
      '→ the OneLogin user with the external id 00021 gets the invite at the address that the user has in OneLogin',
    );
    expect(await told('00021', { personalEmail: 'ada@home.example' })).toContain(
      'at ada@home.example at once',
    );
    expect(await told('00021', { workEmail: work })).toContain(
      `the OneLogin user with the external id 00021, or else ${work}, gets the invite at the address`,
    );
    expect(await told('N/A')).toContain('is not valid: it stands for no id');
    expect(await told('7*')).toContain('has a character that OneLogin’s filter takes for something else');
    expect(await told(2 ** 53)).toContain('have it sent as a text');
    expect(await told({ id: 7 })).toContain('an id is a text or a number');
    expect(await told(null)).toContain('external id:      nothing found by data.external');
    expect(await told(null)).toContain('parked: WORK_EMAIL_MISSING');
  });

  test('says in which time zone the hire is, and what happens if nobody knows it', async () => {
    const invite = { timeZone: 'Europe/London', timeZones: { NYC: 'America/New_York' } };
    const told = async (office: unknown) =>
      (
        await toldOf(
          { data: { ...valid, startDate: '2026-03-20', office } },
          { employee: { ...settingsOf('home-made').employee, timeZone: 'data.office' } },
          invite,
        )
      ).text;
    expect(await told('NYC')).toContain('time zone:        America/New_York   (data.office: "NYC")');
    expect(await told('NYC')).toContain('Friday, 20 March 2026 at 09:30 (America/New_York)');
    const lisbon = await told('Lisbon');
    expect(lisbon).toContain(
      '"Lisbon", found by data.office, is not valid: it is neither an IANA name nor a place',
    );
    expect(lisbon).toContain('a person is told (TIME_ZONE_UNKNOWN)');
    expect(lisbon).toContain('Friday, 20 March 2026 at 09:30 (Europe/London)');
    expect(await told('N/A')).toContain('it stands for no time zone; the invite goes by "invite.timeZone"');
    expect(await told({ city: 'Rome' })).toContain('nobody can say which part of it is the time zone');
    expect(await told(undefined)).toContain('time zone:        nothing found by data.office');
  });

  test('begins with a start date that may be a moment', async () => {
    const told = async (startDate: unknown, startDateFormat: string, timeZone: string) =>
      (await toldOf({ data: { ...valid, startDate } }, { startDateFormat }, { timeZone })).text;
    const early = '2026-02-28T23:00:00.000000Z';
    expect(await told(early, 'YYYY-MM-DD', 'Africa/Lagos')).toContain(
      'its time is ignored. If it is a moment, it is 2026-03-01 in Africa/Lagos: set "startDateFormat": "instant"',
    );
    expect(await told(early, 'instant', 'Africa/Lagos')).not.toContain('set "startDateFormat"');
    expect(await told(early, 'DD.MM.YYYY', 'Africa/Lagos')).toContain(
      '    set "startDateFormat": "instant", which reads 2026-03-01, or set',
    );
    expect(await told(early, 'YYYY-MM-DD', 'UTC')).not.toContain('set "startDateFormat"');
    for (const midnight of ['2026-03-02T00:00:00Z', '2026-03-02T00:00:00.000-05:00', '2026-03-02'])
      expect(await told(midnight, 'YYYY-MM-DD', 'Pacific/Pago_Pago')).not.toContain('set "startDateFormat"');
    expect(await told(1772409600, 'instant', 'America/New_York')).toContain(
      'it is midnight in UTC: if the HR system writes days so, set "startDateFormat": "instant-utc"',
    );
    expect(await told(1772409600, 'YYYY-MM-DD', 'America/New_York')).toContain(
      '    set "startDateFormat": "instant-utc", which reads 2026-03-02\n',
    );
  });

  test.each(['employee.updated', 'employee.removed', 'employee.promoted'])(
    'is no invite for %s',
    async (type) => {
      expect((await toldOf({ type, data: valid })).invites).toBe(false);
    },
  );

  test('is nothing if the person started long ago', async () => {
    const fixture = webhookFixtures.find(({ preset }) => preset === 'workday-core-connector');
    const body = (fixture?.body ?? '').replace('2026-03-02-08:00', '2016-03-02');
    const headers = { ...signed('workday', body), 'content-type': 'text/xml' };
    const { text } = await explained('workday', { headers, body });
    expect(text).toContain('→ not eligible: NOT_ELIGIBLE (started more than 30 days ago)');
  });
});

describe('a handshake', () => {
  test('from another network is refused', async () => {
    const { text, accepted } = await explained('near', { body: 'Ping test', sourceIp: '203.0.113.1' });
    expect(text).toContain('✗ sourceNetworks: 203.0.113.1 is not in any of them');
    expect(accepted).toBe(false);
    expect((await explained('near', { body: 'Ping test', sourceIp: '198.51.100.1' })).text).toContain(
      '✓ ping',
    );
  });

  test('is recognized', async () => {
    const { text, accepted } = await explained('hibob', { body: 'Ping test' });
    expect(text).toMatch(/Handshake\n {2}✓ ping: answered 200; nothing is put on the queue$/);
    expect(accepted).toBe(true);
    const headers = { 'webhook-request-origin': 'a.example' };
    expect((await explained('events', { method: 'OPTIONS', headers })).text).toContain('✓ origin');
  });

  test('that brings a token says what would happen to it', async () => {
    const body = '{"verification_token":"a-token-of-gusto"}';
    const said = async (given: string | undefined) =>
      (await explained('gusto', { body }, { secret: given })).text;
    expect(await said(undefined)).toContain('✓ token-kept');
    expect(await said('another-token')).toContain('✓ another-secret-is-stored');
    const known = await explain(
      { method: 'POST', headers: {}, body: Buffer.from(body), readAs: 'JSON' },
      { configuration, source: 'gusto', secrets: { current: 'a-token-of-gusto' }, nowMs },
    );
    expect(known.lines.join('\n')).toContain('✓ token-known-already');
  });

  test('with another method that the source does not have is a 404', async () => {
    const { text, accepted } = await explained('events', { method: 'GET' });
    expect(text).toContain('✗ 404 UNKNOWN_SOURCE: GET is only for handshakes');
    expect(accepted).toBe(false);
  });
});
