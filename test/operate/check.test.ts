import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { presets } from '../../config/presets/index.ts';
import { Checked } from '../../lambda/operate/answer.ts';
import { startHrApi } from '../../local/sandbox/hr-api.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';
import { startOperate } from '../helpers/operate.ts';

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
  expect(await keptText(invite)).toContain('"items":[]');
  await invite.close();
});

/** @returns the findings, each as a line. */
async function check(alias?: string): Promise<string[]> {
  const answer = await operate.ask({ action: 'check' }, alias);
  expect(JSON.stringify(answer)).not.toMatch(personalData);
  expect(JSON.stringify(answer)).not.toMatch(secretValues);
  return v
    .parse(Checked, answer)
    .findings.map(({ subject, verdict, message, whatToDo = '' }) =>
      `${verdict} ${subject}: ${message} ${whatToDo}`.trim(),
    );
}
const wrong = async () => (await check()).filter((line) => line.startsWith('wrong'));

test('a set-up that works: what was proved, and what cannot be', async () => {
  expect(await check()).toEqual([
    'ok onelogin: The credential works, and may read users.',
    'ok onelogin: 4999 of 5000 calls are left in this hour.',
    'unknown onelogin: Whether it may send invites (the scope *Manage All*) cannot be proved without sending one to somebody.',
    'ok lookup: The key by which people are found by e-mail can be read.',
    'ok bamboohr: The API key works, for the list too.',
  ]);
});

test('it costs as few calls as that takes, and sends nothing', async () => {
  await check();
  expect(invite.oneLogin.calls).toEqual({ token: 1, users: 1, invite: 0, events: 0 });
  expect(invite.bambooHr.calls).toEqual({ employee: 1, employees: 1 });
  expect(operate.queued).toEqual([]);
});

test('who may only look, or invite, may not spend calls', async () => {
  for (const alias of ['look', 'invite'])
    expect(await operate.ask({ action: 'check' }, alias)).toMatchObject({ code: 'NOT_ALLOWED' });
});

describe('OneLogin', () => {
  test('refuses the credential, also if a token of before still lives', async () => {
    await check();
    invite.oneLogin.setCredential({ clientId: 'another', clientSecret: 'one' });
    expect(await wrong()).toEqual([
      expect.stringMatching(
        /^wrong onelogin: OneLogin refuses the client id .* \(CREDENTIAL_REFUSED, status 401\) Put a working credential into the secret `hire-invites\/onelogin`/,
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
    expect(await wrong()).toEqual([expect.stringContaining('1 of 2 calls are left in this hour.')]);
  });

  test('cannot be reached: the other findings are told all the same', async () => {
    operate.parts.check.oneLoginUrl = 'http://127.0.0.1:9';
    const lines = await check();
    expect(lines).toContainEqual(expect.stringContaining('ONELOGIN_UNAVAILABLE, connection'));
    expect(lines).toContain('ok bamboohr: The API key works, for the list too.');
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
    expect(await check()).toContain('ok bamboohr: The API key works, for the list too.');
  });

  describe('without a list', () => {
    async function startDeel(apiKey = 'the-key') {
      const configuration = createConfiguration({ sources: { deel: { type: 'deel' } } });
      const { deel } = configuration.sources;
      const { deel: preset } = presets;
      if (deel === undefined || preset?.apiExample === undefined) throw new Error('no such preset');
      const sandbox = await startHrApi(deel, preset.apiExample, { secret: { apiKey: 'the-key' } });
      invite.secrets.set('hire-invites/deel/api', { apiKey });
      operate.parts.check.configuration = configuration;
      operate.parts.check.hrApiUrl = () => sandbox.url;
      return sandbox;
    }

    test('answers, which proves little, and it is said', async () => {
      const sandbox = await startDeel();
      expect(await check()).toContainEqual(
        expect.stringMatching(/^unknown deel: The API answers, and does not refuse the key\./),
      );
      await sandbox.close();
    });

    test('refuses the key', async () => {
      const sandbox = await startDeel('another');
      expect(await wrong()).toEqual([expect.stringContaining('HR_CREDENTIAL_REFUSED')]);
      await sandbox.close();
    });
  });
});

test('the key to the pseudonyms cannot be read', async () => {
  invite.secrets.set('hire-invites/lookup', { key: 'short' });
  expect(await wrong()).toEqual([
    expect.stringMatching(
      /^wrong lookup: .*hire-invites\/lookup: key has fewer than 16 characters.* Put the key back/,
    ),
  ]);
});
