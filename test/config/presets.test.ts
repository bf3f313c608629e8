import { beforeEach, describe, expect, test } from '@jest/globals';
import { presets } from '../../config/presets/index.ts';
import { createHrSystem } from '../../lambda/hr-systems/create-hr-system.ts';
import { signAs, type VendorSignature, vendorSignatures } from '../fixtures/vendor-signatures.ts';
import { webhookFixtures } from '../fixtures/webhooks.ts';
import { leanSourceOf } from '../helpers/preset-sources.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

/** Each preset as a source of its own name, with nothing set but what must be. */
const sources = Object.fromEntries(Object.keys(presets).map((type) => [type, leanSourceOf(type)]));
const clock = { nowMs: 0 };
const receive = createReceiveOf(sources, clock);
const seconds = () => clock.nowMs / 1000;
/** Whose pages ask for a 200. */
const wants200 = ['deel', 'greenhouse', 'keypay', 'successfactors', 'workos'];
const acceptedStatus = (preset: string) => (wants200.includes(preset) ? 200 : 202);

const whsec = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
const isStandard = (preset: string) => ['standard-webhooks', 'finch'].includes(preset);
/** A secret as the vendor would give it: the first is the right one. */
const secretOf = (preset: string, nth: 1 | 2 = 1) =>
  isStandard(preset)
    ? whsec(nth)
    : `hr-system:the ${nth === 1 ? 'first' : 'second'} secret`.replaceAll(' ', '-');

beforeEach(() => {
  clock.nowMs = Date.parse('2026-03-02T08:00:00Z');
  for (const preset of Object.keys(presets)) receive.secrets.set(preset, { current: secretOf(preset) });
});

/** Headers that make a body authentic as the vendor, or whoever administers it, would. */
function authentic(preset: string, body: string, secret = secretOf(preset)): Record<string, string> {
  const vendor = vendorSignatures[preset];
  if (vendor !== undefined) return signAs(vendor, secret, body, seconds());
  if (preset === 'factorial') return { 'X-Factorial-WH-Challenge': secret };
  if (preset === 'personio') return { Authorization: secret };
  if (preset === 'cloudevents') return { Authorization: `Bearer ${secret}` };
  return { Authorization: `Basic ${Buffer.from(secret).toString('base64')}` };
}

test.each(webhookFixtures.map((fixture) => [fixture.preset, fixture.what, fixture] as const))(
  '%s: %s is accepted, and read',
  async (preset, _, { contentType, body, headers = {}, hires, ignored = 0 }) => {
    const sent = { 'content-type': contentType, ...headers, ...authentic(preset, body) };
    const posted = await receive.post(preset, sent, body);
    // The answer says so too, unless the sender wants another one.
    expect(posted.lines.join()).toContain(`"accepted":${hires.length},"ignored":${ignored}`);
    expect(posted.status).toBe(acceptedStatus(preset));
    const source = receive.configuration.sources[preset];
    if (source === undefined) throw new Error('no source');
    const hr = createHrSystem(source);
    const read = posted.messages.map(({ event, tenant, record }) => ({
      event,
      id: hr.readEmployeeId(record),
      ...(tenant !== undefined && { tenant }),
      ...hr.readPerson(record),
    }));
    expect(read).toEqual(hires);
  },
);

test('every preset has a fixture', () => {
  expect(new Set(webhookFixtures.map(({ preset }) => preset))).toEqual(new Set(Object.keys(presets)));
});

/** A request of each preset, to be made wrong. */
const requests = Object.keys(presets).map((preset) => {
  const fixture = webhookFixtures.find((one) => one.preset === preset);
  if (fixture === undefined) throw new Error(`no fixture of ${preset}`);
  return [preset, fixture] as const;
});

describe.each(requests)('%s', (preset, { contentType, body, headers: own = {} }) => {
  const post = (headers: Record<string, string>, sent = body) =>
    receive.post(preset, { 'content-type': contentType, ...own, ...headers }, sent);

  async function expectRefused(headers: Record<string, string>, sent = body, reason?: string): Promise<void> {
    const { status, body: answer, messages, lines } = await post(headers, sent);
    expect(answer).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(status).toBe(401);
    expect(messages).toEqual([]);
    if (reason !== undefined) expect(lines.join('\n')).toContain(`"reason":"${reason}"`);
  }

  test('is refused with another secret', () => expectRefused(authentic(preset, body, secretOf(preset, 2))));

  test('is refused without its proof', () => expectRefused({}));

  test('is refused with that header empty', () => {
    const [[header = ''] = []] = Object.entries(authentic(preset, body));
    return expectRefused({ ...authentic(preset, body), [header]: '' });
  });

  test('is refused with that header cut short', () => {
    const cut = Object.entries(authentic(preset, body)).map(([name, value], index) => [
      name,
      index === 0 ? value.slice(0, -8) : value,
    ]);
    return expectRefused(Object.fromEntries(cut));
  });

  test.each([
    ['blank', { current: ' ' }],
    ['the placeholder', { current: 'REPLACE-ME' }],
    ['missing', undefined],
  ])('is answered so that it is sent again while the secret is %s', async (_, secret) => {
    receive.secrets.set(preset, secret);
    const { status, body: answer, messages } = await post(authentic(preset, body));
    expect([status, answer['code'], messages.length]).toEqual([503, 'SECRET_UNAVAILABLE', 0]);
  });

  test('is accepted with the previous secret', async () => {
    receive.secrets.set(preset, { current: secretOf(preset, 2), previous: secretOf(preset) });
    expect((await post(authentic(preset, body))).status).toBe(acceptedStatus(preset));
  });
});

describe.each(Object.entries(vendorSignatures))('%s’s signature', (preset, vendor) => {
  const fixture = webhookFixtures.find((one) => one.preset === preset);
  const body = fixture?.body ?? '';
  const secret = secretOf(preset);
  const post = (headers: Record<string, string>, sent = body) =>
    receive.post(preset, { 'content-type': fixture?.contentType ?? '', ...headers }, sent);
  const statusOf = async (headers: Record<string, string>, sent = body) => (await post(headers, sent)).status;
  const signed = (change: Partial<VendorSignature> = {}, at = seconds()) =>
    signAs(vendor, secret, body, at, change);

  test('is valid for this body and no other', async () => {
    expect(await statusOf(signed(), `${body} `)).toBe(401);
    expect(await statusOf(signed(), body.replace(/e/, 'E'))).toBe(401);
  });

  test.each(['sha256', 'sha512', 'sha1', 'md5'].filter((name) => name !== vendor.algorithm))(
    'is refused if made by %s',
    async (algorithm) => {
      expect(await statusOf(signed({ algorithm }))).toBe(401);
    },
  );

  const taken: string[] = [vendor.encoding, ...(vendor.orEncodings ?? [])];

  test.each(taken)('is accepted in %s', async (encoding) => {
    const written = (['hex', 'base64', 'base64url'] as const).find((name) => name === encoding);
    expect(await statusOf(signed({ ...(written && { encoding: written }) }))).toBe(acceptedStatus(preset));
  });

  test.each((['hex', 'base64', 'base64url'] as const).filter((name) => !taken.includes(name)))(
    'is refused if written in %s',
    async (encoding) => {
      // A digest without + and / is the same in both alphabets: white space is added until it has one.
      const texts = Array.from({ length: 20 }, (_, spaces) => body + ' '.repeat(spaces));
      const digestOf = (text: string, name: 'base64' | 'base64url') =>
        signAs(vendor, secret, text, seconds(), { encoding: name })[vendor.header]?.replace(/=+$/, '');
      const text = texts.find((one) => digestOf(one, 'base64') !== digestOf(one, 'base64url')) ?? '';
      expect(await statusOf(signAs(vendor, secret, text, seconds(), { encoding }), text)).toBe(401);
    },
  );

  test('is found among others', async () => {
    const headers = signed();
    const right = headers[vendor.header] ?? '';
    const wrong = signAs(vendor, secretOf(preset, 2), body, seconds())[vendor.header] ?? '';
    for (const list of [`${wrong} ${right}`, `${right} ${wrong}`, `${wrong},${right}`])
      expect(await statusOf({ ...headers, [vendor.header]: list })).toBe(acceptedStatus(preset));
    expect(await statusOf({ ...headers, [vendor.header]: `${wrong} ${wrong}` })).toBe(401);
  });

  const { timestampHeader, timestampMark } = vendor;
  if (timestampHeader !== undefined || timestampMark !== undefined) {
    const withTimestamp = (headers: Record<string, string>, timestamp: string) =>
      timestampHeader === undefined
        ? {
            ...headers,
            [vendor.header]: headers[vendor.header]?.replace(/(?<==)\d+/, timestamp) ?? '',
          }
        : { ...headers, [timestampHeader]: timestamp };
    const tolerance = () => receive.configuration.sources[preset]?.toleranceSeconds ?? 0;

    test('is refused with another timestamp, or none', async () => {
      expect(await statusOf(withTimestamp(signed(), String(seconds() - 1)))).toBe(401);
      expect(await statusOf(withTimestamp(signed(), String(clock.nowMs - 1)))).toBe(401);
      expect(await statusOf(withTimestamp(signed(), ''))).toBe(401);
    });

    test('is refused when stale, or from far ahead', async () => {
      for (const off of [-tolerance() - 1, tolerance() + 1])
        expect(await statusOf(signed({}, seconds() + off))).toBe(401);
      for (const off of [-tolerance(), tolerance()])
        expect(await statusOf(signed({}, seconds() + off))).toBe(acceptedStatus(preset));
    });
  }
});

test('Merge signatures are accepted with and without padding', async () => {
  const [, fixture] = requests.find(([preset]) => preset === 'merge') ?? [];
  const body = fixture?.body ?? '';
  const { 'X-Merge-Webhook-Signature': padless = '' } = authentic('merge', body);
  for (const signature of [padless.replace(/=+$/, ''), `${padless.replace(/=+$/, '')}=`]) {
    const { status } = await receive.post('merge', { 'X-Merge-Webhook-Signature': signature }, body);
    expect(status).toBe(202);
  }
});

test.each([
  'workday-report',
  'workday-core-connector',
  'paylocity',
  'personio',
  'workable',
  'peopleforce',
  'humi',
  'rippling',
  'keypay',
  'paychex',
  'successfactors',
])(
  '%s may also come with the secret as a bearer token or in X-Api-Key, and asks for Basic',
  async (preset) => {
    const fixture = webhookFixtures.find((one) => one.preset === preset);
    const post = (headers: Record<string, string>) =>
      receive.post(preset, { 'content-type': fixture?.contentType ?? '', ...headers }, fixture?.body ?? '');
    const secret = secretOf(preset);
    expect((await post({ Authorization: `Bearer ${secret}` })).status).toBe(acceptedStatus(preset));
    expect((await post({ 'X-API-Key': secret })).status).toBe(acceptedStatus(preset));
    const refused = await post({
      Authorization: `Basic ${Buffer.from('hr-system:wrong').toString('base64')}`,
    });
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toBe('Basic realm="Hire Invites", charset="UTF-8"');
  },
);
