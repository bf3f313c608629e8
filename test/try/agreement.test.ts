import { afterEach, describe, expect, test } from '@jest/globals';
import { generateSecrets, readCredentials } from '../../local/local-secrets.ts';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import { explain } from '../../try/explain.ts';
import { webhookFixtures } from '../fixtures/webhooks.ts';
import { homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { sourcesOfPresets } from '../helpers/preset-sources.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

/** `npm run try` says beforehand what the functions do: the two must agree. */

const clock = { nowMs: Date.parse('2026-03-02T08:00:00Z') };

describe('what try says of a request is what receive answers', () => {
  const receive = createReceiveOf(sourcesOfPresets, clock);
  const { configuration } = receive;
  const credentials = readCredentials(generateSecrets(configuration), configuration.name);

  interface Request {
    method: string;
    headers: Record<string, string>;
    body: string;
  }
  const changes: [string, (request: Request) => Request][] = [
    ['as it is', (request) => request],
    ['without what makes it authentic', ({ headers, ...rest }) => ({ ...rest, headers: only(headers) })],
    ['with another body than was signed', ({ body, ...rest }) => ({ ...rest, body: `${body} ` })],
    ['by GET', (request) => ({ ...request, method: 'GET' })],
  ];
  const bodies: [string, (body: string) => string][] = [
    ['its own body', (body) => body],
    ['no body', () => ''],
    ['half its body', (body) => body.slice(0, body.length / 2)],
    ['a list of nobody', () => '[]'],
    ['a number', () => '7'],
  ];
  const only = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() === 'content-type'));

  const requests = webhookFixtures.flatMap((fixture) =>
    bodies.flatMap(([what, change]) =>
      changes.map(
        ([how, alter]) => [fixture.preset, fixture.what, what, how, fixture, change, alter] as const,
      ),
    ),
  );

  test.each(requests)('%s: %s, with %s, %s', async (preset, _what, _body, _how, fixture, change, alter) => {
    const settings = configuration.sources[preset];
    const current = credentials.webhook(preset);
    if (settings === undefined || current === undefined) throw new Error('no source');
    receive.secrets.set(preset, { current });
    const body = change(fixture.body);
    const proof = toAuthenticHeaders(settings, current, Buffer.from(body), clock.nowMs);
    const headers = { ...proof, 'content-type': fixture.contentType, ...fixture.headers };
    const request = alter({ method: 'POST', headers, body });

    const answered = await receive.post(preset, request.headers, request.body, { method: request.method });
    const { lines, accepted } = await explain(
      { ...request, body: Buffer.from(request.body), readAs: 'JSON' },
      { configuration, source: preset, secrets: { current }, nowMs: clock.nowMs },
    );
    const told = lines.at(-1) ?? '';
    expect(accepted).toBe(answered.status < 300);
    expect(told).toMatch(new RegExp(`\\b${answered.status}\\b`));
    if (answered.status === 202) {
      const { requestId, ...counts } = answered.body;
      expect(told).toContain(JSON.stringify(counts));
    } else if (answered.status >= 400) expect(told).toContain(String(answered.body['code']));
  });
});

describe('what try says of a hire is what invite does', () => {
  const work = [undefined, 'n/a', 'ada@acme.example', 'ada@elsewhere.example'];
  const personal = [
    undefined,
    'ada@home.example',
    'Ada <ada@home.example>',
    'ada@home.example; ada@old.example',
  ];
  const starts: unknown[] = [undefined, '2015-03-02', '2026-03-01', '2026-04-01', 'soon', '1 March'];
  starts.push('9999-12-31', '2062-03-02', { date: '2026-04-01 00:00:00', timezone: 'UTC' }, [
    { from: '2026-04-01' },
  ]);
  const hires = work.flatMap((workEmail) =>
    personal.flatMap((personalEmail) => starts.map((startDate) => ({ workEmail, personalEmail, startDate }))),
  );
  const sendTos = ['personal-or-work', 'personal', 'work'] as const;

  let invite: Awaited<ReturnType<typeof startInvite>>;
  const eligible = { startedAtMostDaysAgo: 30, emailDomains: ['acme.example'] };
  const start = async (sendTo: (typeof sendTos)[number], updatesInvite: boolean) => {
    invite = await startInvite({
      sources: { 'home-made': { type: 'standard-webhooks', eligible, updatesInvite } },
      invite: { sendTo },
    });
    invite.clock.nowMs = clock.nowMs;
    for (const email of work) if (email?.includes('@')) invite.oneLogin.addUser({ email });
  };
  afterEach(() => invite.close());

  test.each(
    sendTos.flatMap((sendTo) => [false, true].map((updatesInvite) => [sendTo, updatesInvite] as const)),
  )('mailed to %s, a change makes a hire: %s', async (sendTo, updatesInvite) => {
    await start(sendTo, updatesInvite);
    for (const event of ['created', 'updated'] as const)
      for (const [nth, hire] of hires.entries()) {
        const id = `${event}-${nth}`;
        const body = homeMadeEvent(event, id, hire);
        const told = await tell(body);
        await invite.deliver(invite.message(body));
        const row = await invite.table.read(`home-made//${id}`);
        expect({ event, hire, told }).toEqual({ event, hire, told: expectedOf(row?.state, row?.code) });
      }
  });

  /** What try says, as a part of it that tells the outcomes apart. */
  function expectedOf(state: string | undefined, code: string | undefined) {
    if (state === 'unannounced') return expect.stringContaining('updatesInvite');
    if (code === 'NOT_DUE_YET') return expect.stringMatching(/gets the invite at .* on .*2026|: NOT_DUE_YET/);
    // Two who are one person to OneLogin: the link that one was sent is good for the other, too.
    if (code === 'INVITED' || code === 'INVITED_AS_ANOTHER_HIRE')
      return expect.stringMatching(/gets the invite at .* at once/);
    return expect.stringContaining(`: ${code}`);
  }

  async function tell(body: string): Promise<string> {
    const { record } = JSON.parse(body);
    const { lines } = await explain(
      { method: 'POST', headers: {}, body: Buffer.from(JSON.stringify(record)), readAs: 'JSON' },
      {
        configuration: { ...invite.configuration, receive: receiveSettings },
        source: 'home-made',
        secrets: undefined,
        nowMs: clock.nowMs,
      },
    );
    return lines.find((line) => line.includes('→')) ?? '';
  }
  const receiveSettings = { maxBodyBytes: 1024 * 1024 };
});
