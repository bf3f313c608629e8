import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { presets } from '../../config/presets/index.ts';
import { checkedKey } from '../../lambda/aws/job-rows.ts';
import { NewerRow } from '../../lambda/aws/versioned-table.ts';
import { Checked } from '../../lambda/operate/answer.ts';
import { startHrApi } from '../../local/sandbox/hr-api.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';
import { build, startOperate } from '../helpers/operate.ts';

/** Whether the set-up works, asked of the sandboxes. */

const secretValues = /sandbox-(?:client|secret|api-key|lookup-key)/;

let invite: Awaited<ReturnType<typeof startInvite>>;
let operate: ReturnType<typeof startOperate>;
const start = async (change: Parameters<typeof startInvite>[0] = {}) => {
  await invite?.close();
  invite = await startInvite(change);
  operate = startOperate(invite);
  invite.bambooHr.putEmployee({
    id: '100',
    hireDate: '2026-03-02',
    workEmail: 'ada.lovelace@acme.example',
    homeEmail: 'ada@home.example',
  });
};
beforeEach(() => start());
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  expect(await keptText(invite)).not.toMatch(/"hire":"(?!stack")/);
  await invite.close();
});

/** @returns the findings, each as a line. */
async function check(alias?: string): Promise<string[]> {
  const answer = await operate.ask({ action: 'check' }, alias);
  expect(JSON.stringify(answer)).not.toMatch(personalData);
  expect(JSON.stringify(answer)).not.toMatch(secretValues);
  return v
    .parse(Checked, answer)
    .findings.map(({ subject, code, verdict, message, whatToDo = '' }) =>
      `${verdict} ${subject} ${code}: ${message} ${whatToDo}`.trim(),
    );
}
const wrong = async () => (await check()).filter((line) => line.startsWith('wrong'));

test('a set-up that works: what was proved, and what cannot be', async () => {
  operate.stack.heardAt = Date.parse('2026-03-01T14:00:00Z');
  expect(await check()).toEqual([
    'ok onelogin ONELOGIN_WORKS: The credential works, and may read users.',
    'ok onelogin CALLS_LEFT: 4999 of 5000 calls are left in this hour.',
    'unknown onelogin MANAGE_ALL_UNPROVED: Whether it may send invites (the scope *Manage All*) cannot be proved without sending one to somebody.',
    'ok lookup LOOKUP_KEY_READABLE: The key by which people are found by e-mail can be read.',
    'ok bamboohr HR_API_WORKS: The API key works, for the list too.',
    'ok bamboohr WEBHOOK_SECRET_USABLE: The webhook secret can be used.',
    'ok home-made WEBHOOK_SECRET_USABLE: The webhook secret can be used.',
    'ok bamboohr SOURCE_HEARD: The last webhook came at about 2026-03-01 14:00 UTC.',
    'ok home-made SOURCE_HEARD: The last webhook came at about 2026-03-01 14:00 UTC.',
    'ok functions FUNCTIONS_RUN: All are there, and may run.',
    'ok queue QUEUE_HAS_FUNCTION: Its messages are handed to the function that invites.',
    'ok alarms ALARMS_QUIET: None of the 17 alarms is raised.',
    'ok alarms ALARMS_REACH_SOMEBODY: The people who get them have confirmed their address.',
    'ok account CONCURRENCY_ENOUGH: 1000 functions may run at once in this region.',
    'ok pause NOT_PAUSED: Nothing is paused.',
  ]);
});

test('a source with external ids: whether OneLogin takes a look-up by one', async () => {
  const looked = () => invite.oneLogin.calls.users;
  await check();
  const before = looked();
  await start({
    sources: { 'home-made': { type: 'standard-webhooks', employee: { externalId: 'data.externalId' } } },
  });
  expect(await wrong()).toEqual([]);
  expect(looked()).toBe(before + 1);
  const answer = { status: 400, body: { message: 'external_id is no filter' } };
  invite.oneLogin.faults.add({
    call: 'users',
    who: 'nobody.hire-invites.invalid',
    kind: 'answer',
    ...answer,
  });
  expect(await wrong()).toEqual([expect.stringContaining('wrong onelogin ONELOGIN_REQUEST_REFUSED')]);
});

test('it says the time, and what was deployed when', async () => {
  expect(await operate.ask({ action: 'check' })).toMatchObject({
    now: new Date(invite.clock.nowMs).toISOString(),
    build,
    deployedAt: '2026-03-01T06:58:00.000Z',
  });
  operate.parts.check.readBuild = () => {
    throw new Error('no file');
  };
  operate.stack.refusesWith = new Error('AWS refuses');
  const answer = v.parse(Checked, await operate.ask({ action: 'check' }));
  expect([answer.build, answer.deployedAt]).toEqual([undefined, undefined]);
});

test('it costs as few calls as that takes, and sends nothing', async () => {
  await check();
  expect(invite.oneLogin.calls).toEqual({ token: 1, users: 1, invite: 0, events: 0 });
  expect(invite.bambooHr.calls).toEqual({ employee: 1, employees: 1 });
  expect(operate.queued).toEqual([]);
});

test('who may only look, or invite, may not spend calls; the schedule may do nothing else', async () => {
  for (const alias of ['look', 'invite', 'daily'])
    expect(await operate.ask({ action: 'check' }, alias)).toMatchObject({ code: 'NOT_ALLOWED' });
  for (const alias of ['look', 'invite', 'act'])
    expect(await operate.ask({ action: 'daily-check' }, alias)).toMatchObject({ code: 'NOT_ALLOWED' });
  expect(await operate.ask({ action: 'list' }, 'daily')).toMatchObject({ code: 'NOT_ALLOWED' });
  expect(await operate.ask({ action: 'daily-check' }, 'daily')).toMatchObject({ ok: true });
});

describe('OneLogin', () => {
  test('refuses the credential, also if a token of before still lives', async () => {
    await check();
    invite.oneLogin.setCredential({ clientId: 'another', clientSecret: 'one' });
    expect(await wrong()).toEqual([
      expect.stringMatching(
        /^wrong onelogin CREDENTIAL_REFUSED: OneLogin refuses the client id .* \(CREDENTIAL_REFUSED, status 401\) Put a working credential into the secret `hire-invites\/onelogin`/,
      ),
    ]);
  });

  test.each([
    [
      { clientId: 'REPLACE-ME', clientSecret: 'x' },
      'hire-invites/onelogin: clientId is still the placeholder',
    ],
    [{ clientId: 'x' }, 'hire-invites/onelogin: clientSecret is missing'],
    ['text', 'hire-invites/onelogin: is not a JSON object'],
  ])('has no usable credential: %j', async (secret, reason) => {
    invite.secrets.set('hire-invites/onelogin', secret);
    expect(await wrong()).toEqual([expect.stringContaining(reason)]);
    expect(invite.oneLogin.calls.token).toBe(0);
  });

  test('does not let the credential read users', async () => {
    invite.oneLogin.faults.add({
      kind: 'answer',
      call: 'users',
      status: 401,
      message: 'Insufficient Permission',
    });
    expect(await wrong()).toEqual([expect.stringContaining('INSUFFICIENT_PERMISSION')]);
  });

  test('has only the reserve left', async () => {
    invite.oneLogin.setLimit({ calls: 2, windowSeconds: 3600, status: 429 });
    expect(await wrong()).toEqual([expect.stringMatching(/HELD_BACK: .*1 of 2 calls are left in this hour/)]);
  });

  test('cannot be reached: the other findings are told all the same', async () => {
    operate.parts.check.oneLoginUrl = 'http://127.0.0.1:9';
    const lines = await check();
    expect(lines).toContainEqual(expect.stringContaining('ONELOGIN_UNAVAILABLE, connection'));
    expect(lines).toContain('ok bamboohr HR_API_WORKS: The API key works, for the list too.');
  });
});

describe('an HR system', () => {
  test('refuses the key', async () => {
    invite.bambooHr.setApiKey('another');
    expect(await wrong()).toEqual([
      expect.stringMatching(
        /HR_CREDENTIAL_REFUSED, status 401\) Put a working key into .*hire-invites\/bamboohr\/api/,
      ),
    ]);
  });

  test('has a secret that nobody has filled in', async () => {
    invite.secrets.set('hire-invites/bamboohr/api', { apiKey: 'REPLACE-ME' });
    expect(await wrong()).toEqual([
      expect.stringContaining('hire-invites/bamboohr/api: apiKey is still the placeholder'),
    ]);
    expect(invite.bambooHr.calls).toEqual({ employee: 0, employees: 0 });
  });

  test.each([
    ['hireDate', 'The API key may not see the start date: invites would go out at once.'],
    ['workEmail', 'The API key may not see the work address: nobody can be invited.'],
    ['homeEmail', 'The API key may not see the personal address'],
  ] as const)('hides %s', async (field, message) => {
    invite.bambooHr.hideField(field);
    expect(await wrong()).toEqual([expect.stringContaining(message)]);
  });

  test('may hide the personal address if nobody is mailed there', async () => {
    await start({ invite: { sendTo: 'work' } });
    invite.bambooHr.hideField('homeEmail');
    expect(await wrong()).toEqual([]);
  });

  test('has nobody yet: its list was answered', async () => {
    await invite.close();
    invite = await startInvite();
    operate = startOperate(invite);
    expect(await check()).toContain('ok bamboohr HR_API_WORKS: The API key works, for the list too.');
  });

  describe('without a list', () => {
    async function startGusto(apiKey = 'the-key') {
      const configuration = createConfiguration({ sources: { gusto: { type: 'gusto' } } });
      const { gusto } = configuration.sources;
      const { gusto: preset } = presets;
      if (gusto === undefined || preset?.apiExample === undefined) throw new Error('no such preset');
      const sandbox = await startHrApi(gusto, preset.apiExample, { secret: { apiKey: 'the-key' } });
      invite.secrets.set('hire-invites/gusto/api', { apiKey });
      operate.parts.check.configuration = configuration;
      operate.parts.check.hrApiUrl = () => sandbox.url;
      return sandbox;
    }

    test('answers, which proves little, and it is said', async () => {
      const sandbox = await startGusto();
      expect(await check()).toContainEqual(
        expect.stringMatching(
          /^unknown gusto HR_FIELDS_UNPROVED: The API answers, and does not refuse the key\./,
        ),
      );
      await sandbox.close();
    });

    test('refuses the key', async () => {
      const sandbox = await startGusto('another');
      expect(await wrong()).toEqual([expect.stringContaining('HR_CREDENTIAL_REFUSED')]);
      await sandbox.close();
    });
  });
});

test('the key to the pseudonyms cannot be read', async () => {
  invite.secrets.set('hire-invites/lookup', { key: 'short' });
  expect(await wrong()).toEqual([
    expect.stringMatching(
      /^wrong lookup LOOKUP_KEY_UNUSABLE: .*hire-invites\/lookup: key has fewer than 16 characters.* Put the key back/,
    ),
  ]);
});

describe('what AWS says of the stack', () => {
  const codes = async () => (await wrong()).map((line) => line.split(':')[0]);

  test('a webhook secret cannot be used', async () => {
    operate.stack.receive = { unusable: { bamboohr: 'hire-invites/bamboohr/webhook: current is blank' } };
    expect(await wrong()).toEqual([
      expect.stringMatching(
        /^wrong bamboohr WEBHOOK_SECRET_UNUSABLE: .*current is blank.* Fill in the secret `hire-invites\/bamboohr\/webhook`/,
      ),
    ]);
  });

  test.each([undefined, {}, { unusable: 'all' }])('receive does not say: %j', async (answer) => {
    operate.stack.receive = answer;
    expect(await codes()).toEqual(['wrong hire-invites-receive RECEIVE_FAILS']);
  });

  test.each([
    ['gone', 'FUNCTION_GONE'],
    ['switched-off', 'FUNCTION_SWITCHED_OFF'],
  ] as const)('a function is %s', async (state, code) => {
    operate.stack.states.set('hire-invites-invite', state);
    expect(await codes()).toEqual([`wrong hire-invites-invite ${code}`]);
  });

  test('nothing takes messages from the queue', async () => {
    operate.stack.isMapped = false;
    expect(await codes()).toEqual(['wrong queue QUEUE_WITHOUT_FUNCTION']);
  });

  test('alarms are raised', async () => {
    operate.stack.alarms = { count: 17, raised: ['TellFailing', 'HrApiKeyRefused-bamboohr'] };
    expect(await codes()).toEqual([
      'wrong TellFailing ALARM_RAISED',
      'wrong HrApiKeyRefused-bamboohr ALARM_RAISED',
    ]);
  });

  test('there are no alarms', async () => {
    operate.stack.alarms = { count: 0, raised: [] };
    expect(await codes()).toEqual(['wrong alarms ALARMS_GONE']);
  });

  const ours = 'IT-Operations@acme.example';
  test.each([
    ['is not confirmed', [{ email: ours, isConfirmed: false }], 'ALARM_ADDRESS_UNCONFIRMED'],
    ['is gone', [], 'ALARM_ADDRESS_GONE'],
    ['is gone, and another is there', [{ email: 'a@acme.example', isConfirmed: true }], 'ALARM_ADDRESS_GONE'],
    [
      'is there, and another is not confirmed',
      [{ email: ours, isConfirmed: true }, { isConfirmed: false }],
      'ALARM_ADDRESS_UNCONFIRMED',
    ],
  ])('the address of the alarms %s', async (_, subscriptions, code) => {
    operate.stack.subscriptions = subscriptions;
    expect(await codes()).toEqual([`wrong alarms ${code}`]);
  });

  test('none is configured: then anybody who has confirmed will do', async () => {
    operate.parts.check.alarmAddress = undefined;
    operate.stack.subscriptions = [{ isConfirmed: true }];
    expect(await codes()).toEqual([]);
    operate.stack.subscriptions = [];
    expect(await codes()).toEqual([]);
    expect(await check()).toContainEqual(
      expect.stringMatching(/^unknown alarms NOBODY_GETS_ALARMS: No address .* Set/),
    );
  });

  test('the account has too little concurrency', async () => {
    operate.stack.free = 10;
    expect(await wrong()).toEqual([
      expect.stringMatching(/^wrong account CONCURRENCY_TOO_LOW: .*\(10 functions may run at once\)/),
    ]);
  });

  test('a source never sent, which may be because nobody was hired yet', async () => {
    expect(await check()).toContainEqual(
      expect.stringMatching(
        /^unknown bamboohr SOURCE_NEVER_SENT: It has never sent a hire\. If it should have/,
      ),
    );
  });

  test('everything is paused', async () => {
    await operate.ask({ action: 'pause', reason: 'OneLogin is moved' });
    expect(await wrong()).toEqual([
      expect.stringMatching(/^wrong pause PAUSED: .*since 2026-.* hires -- resume/),
    ]);
  });

  test('AWS refuses: what cannot be looked at is said, and all the rest is told', async () => {
    operate.stack.refusesWith = Object.assign(new Error('ada@acme.example'), { name: 'AccessDenied' });
    invite.bambooHr.setApiKey('another');
    const lines = await check();
    expect(lines.filter((line) => line.includes('NOT_CHECKED'))).toEqual(
      ['webhook secrets', 'bamboohr', 'home-made', 'functions', 'queue', 'alarms', 'alarms', 'account'].map(
        (subject) => `unknown ${subject} NOT_CHECKED: AWS did not let this be looked at (AccessDenied).`,
      ),
    );
    expect(lines).toContainEqual(expect.stringContaining('HR_CREDENTIAL_REFUSED'));
  });
});

describe('what is wrong is noted for the notices', () => {
  const noted = async () => (await operate.parts.check.checked.read(checkedKey))?.faults;

  test('with its time, which stays until it is mended; only the codes', async () => {
    invite.bambooHr.setApiKey('another');
    const since = new Date(invite.clock.nowMs).toISOString();
    await operate.ask({ action: 'daily-check' }, 'daily');
    const refused = { subject: 'bamboohr', code: 'HR_CREDENTIAL_REFUSED', since };
    expect(await noted()).toEqual([refused]);

    invite.clock.nowMs += 24 * 60 * 60 * 1000;
    operate.stack.isMapped = false;
    const later = new Date(invite.clock.nowMs).toISOString();
    await check();
    const unmapped = { subject: 'queue', code: 'QUEUE_WITHOUT_FUNCTION', since: later };
    expect(await noted()).toEqual([refused, unmapped]);

    invite.bambooHr.setApiKey('sandbox-api-key');
    await check();
    expect(await noted()).toEqual([unmapped]);
  });

  test('but nothing that passes by itself, or is told elsewhere', async () => {
    operate.parts.check.oneLoginUrl = 'http://127.0.0.1:9';
    operate.stack.alarms = { count: 17, raised: ['DeadLetterQueueNotEmpty'] };
    operate.stack.free = 10;
    await operate.ask({ action: 'pause', reason: 'OneLogin is moved' });
    expect((await wrong()).length).toBe(4);
    expect(await noted()).toEqual([]);
    operate.parts.check.oneLoginUrl = invite.oneLogin.url;
    invite.oneLogin.setLimit({ calls: 2, windowSeconds: 3600, status: 429 });
    expect(await wrong()).toContainEqual(expect.stringContaining('HELD_BACK'));
    expect(await noted()).toEqual([]);
  });

  test('also if somebody else writes at the same moment', async () => {
    const { checked } = operate.parts.check;
    let others = 1;
    operate.parts.check.checked = {
      ...checked,
      async write(row) {
        if (others > 0) await checked.write({ ...row, faults: [], writer: 'another' });
        others -= 1;
        return checked.write(row);
      },
    };
    operate.stack.isMapped = false;
    await check();
    expect(await noted()).toMatchObject([{ code: 'QUEUE_WITHOUT_FUNCTION' }]);
  });

  test('if it cannot be noted, the person who asked gets the answer all the same', async () => {
    operate.parts.check.checked.read = () => Promise.reject(new NewerRow());
    operate.stack.isMapped = false;
    expect(await wrong()).toHaveLength(1);
    expect(invite.logs).toContainEqual({ message: 'check not noted', fields: expect.anything() });
  });
});
