import { describe, expect, test } from '@jest/globals';
import type { Need } from '../../lambda/hire/needs-hand.ts';
import { outcomeCodes } from '../../lambda/hire/outcomes.ts';
import { type Told, toNotice } from '../../lambda/tell/notice.ts';
import { createConfiguration } from '../helpers/configuration.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** A Monday, 09:00 in Berlin. */
const now = Date.parse('2026-03-02T08:00:00Z');
const configuration = createConfiguration({
  invite: { timeZone: 'Europe/Berlin', daysBeforeStart: 1 },
});
const places = {
  dashboard: 'https://console/dashboard',
  deadLetterQueue: 'https://console/queue',
  runbook: 'docs/operate.md',
};

const notice = (needs: Need[], change: Partial<Told> = {}, runbook = places.runbook) =>
  toNotice(
    { needs, faults: [], isDailyList: false, stillOpen: 0, pause: undefined, ...change },
    { configuration, places: { ...places, runbook }, now },
  );
const parked = (hire: string, change: Partial<Need> = {}): Need => ({
  hire,
  kind: 'parked',
  code: 'USER_SUSPENDED',
  since: now - hour,
  ...change,
});

test('a notice says who, why, since when, who starts soon, what to do and where', () => {
  const { subject, text } = notice(
    [
      parked('bamboohr//207', { since: now - 64 * hour }),
      parked('bamboohr//206', { since: now - 60 * hour, notBefore: now - day }),
      parked('workday/acme-1/00021', { code: 'SEVERAL_USERS', notBefore: now }),
      {
        hire: 'bamboohr//210',
        kind: 'waiting',
        code: 'USER_NOT_IN_ONELOGIN_YET',
        since: now - 90 * day,
      },
      {
        hire: 'bamboohr//211',
        kind: 'earlier-user',
        code: 'ANOTHER_PERSON_UNDER_THIS_ID',
        since: now,
        userId: '8675309',
      },
    ],
    { stillOpen: 3 },
  );
  expect(subject).toBe('5 hires need a hand (hire-invites)');
  expect(
    text,
  ).toBe(`5 hires need a hand since the last notice. You were told of 3 more before, and they still do.

USER_SUSPENDED (parked)
  bamboohr 206, since Fri 27 Feb 21:00, starts today
  bamboohr 207, since Fri 27 Feb 17:00
The OneLogin user is suspended.
What to do: If the person should have access, reactivate the user in OneLogin, then replay.

SEVERAL_USERS (parked)
  workday 00021 of acme-1, since Mon 2 Mar 08:00, starts tomorrow
Several OneLogin users have this address or this external id.
What to do: Make sure that only one user has it, then replay.

USER_NOT_IN_ONELOGIN_YET (waiting for 48 hours or more)
  bamboohr 210, since Tue 2 Dec 2025 09:00
OneLogin has no user with this work address or external id yet: its directory has not caught up with HR.
What to do: Nothing for now: it is tried again automatically. If the user does not appear, compare the work address or external id in HR with the one in OneLogin.

ANOTHER_PERSON_UNDER_THIS_ID
  bamboohr 211, OneLogin user 8675309, since Mon 2 Mar 09:00
The employee id came with another work address or external id, and so with another OneLogin user. The earlier user was invited, and had not been seen to be active. Only the later one is followed up.
What to do: Look at the earlier user in OneLogin. If it is the same person under an old address, nothing is missing. If it is another person, send that invite again in OneLogin, and give the two their own employee ids in the HR system.

Look, and act: https://console/dashboard
The dead-letter queue, to replay: https://console/queue
How to go on: docs/operate.md, "Notices"
`);
});

describe('a notice', () => {
  test('of one hire says so, and has no queue if none is parked', () => {
    const need: Need = { hire: 'bamboohr//206', kind: 'not-activated', code: 'NOT_ACTIVATED', since: now };
    const { subject, text } = notice([need], { isDailyList: true });
    expect(subject).toBe('1 hire needs a hand (hire-invites)');
    expect(text).toMatch(/^1 hire needs a hand\. This is the list of all, as it comes once a day\.\n/);
    expect(text).not.toContain('https://console/queue');
  });

  test('counts a hire once, whatever it needs', () => {
    const asleep: Need = { ...parked('bamboohr//206'), kind: 'asleep', code: 'HIRE_ASLEEP' };
    expect(notice([parked('bamboohr//206'), asleep]).subject).toBe('1 hire needs a hand (hire-invites)');
  });

  test('links to the headings of a copy of the runbook', () => {
    const { text } = notice(
      [parked('bamboohr//206')],
      { pause: { pausedAt: now } },
      'https://wiki.acme.com/operate',
    );
    expect(text).toContain('How to go on: https://wiki.acme.com/operate#notices\n');
    expect(text).toContain(
      'How to go on: npm run hires -- resume, see https://wiki.acme.com/operate#paused\n',
    );
  });

  test('says that everything is paused, with hires and without', () => {
    const pause = { pausedAt: now - day, pausedBecause: 'MAX_FIRST_MAILS' } as const;
    expect(notice([], { pause })).toEqual({
      subject: 'Everything is paused (hire-invites)',
      text: expect.stringMatching(
        /^Everything is paused since Sun 1 Mar 09:00: .+ by the brake: more first mails than .+\nHow to go on: .+\n\nLook, and act: .+\nHow to go on: .+\n$/,
      ),
    });
    expect(notice([parked('bamboohr//206')], { pause }).subject).toBe(
      'Everything is paused, 1 hire needs a hand (hire-invites)',
    );
  });

  test('does not take a pause whose cause is not known for the brake’s', () => {
    expect(notice([], { pause: { pausedAt: now } }).text).toContain(
      'It was paused for a cause that only another version knows.\n',
    );
  });

  test.each([
    ['Moving to another OneLogin', 'It was paused by an operator: "Moving to another OneLogin".'],
    [undefined, 'It was paused by an operator.'],
  ])('says why an operator has paused everything: %s', (pausedReason, said) => {
    const pause = { pausedAt: now - day, pausedBecause: 'OPERATOR', pausedReason } as const;
    expect(notice([], { pause }).text).toContain(
      ` no invite goes out. ${said}\nHow to go on: npm run hires -- resume`,
    );
  });

  test('says of a hire that was parked for longer than SQS keeps its message that a replay is no use', () => {
    const { text } = notice([parked('bamboohr//206', { since: now - 30 * day })]);
    expect(text).toContain(
      '  bamboohr 206, since Sat 31 Jan 09:00, SQS has deleted its message: have the HR system send the hire again\n',
    );
  });

  test('of a row that does not say since when leaves that out', () => {
    const need: Need = { hire: 'bamboohr//206', kind: 'row', code: 'ROW_UNREADABLE' };
    expect(notice([need]).text).toContain('ROW_UNREADABLE\n  bamboohr 206\nThe hire’s row');
  });

  test.each(outcomeCodes)('of a hire parked with %s never says that it is tried again', (code) => {
    const { text } = notice([parked('bamboohr//206', { code })]);
    expect(text).toMatch(/\nWhat to do: [A-Z]/);
    expect(text).not.toMatch(/it is tried again automatically|<name>|undefined/);
  });

  test('of a hire that was given up says what to do now', () => {
    const { text } = notice([parked('bamboohr//206', { code: 'USER_NOT_IN_ONELOGIN_YET' })]);
    expect(text).toContain(
      'What to do: It was tried for 96 hours, and is tried no more. If the user does not appear, compare the work address or external id in HR with the one in OneLogin. Once the cause is gone, replay.\n',
    );
  });
});

describe('many hires', () => {
  const many = Array.from({ length: 60 }, (_, index) => parked(`bamboohr//${index + 1}`));

  test('make fifty lines; the others are counted, and no code is left out', () => {
    const others = ['a-1', 'a-2'].map((id) => parked(`bamboohr//${id}`, { code: 'SEVERAL_USERS' }));
    const { subject, text } = notice([...many, ...others]);
    expect(subject).toBe('62 hires need a hand (hire-invites)');
    expect(text.match(/^ {2}bamboohr /gm)).toHaveLength(50);
    expect(text).toContain('\n  and 10 more\nThe OneLogin user is suspended.');
    expect(text).toContain('SEVERAL_USERS (parked)\n  and 2 more\n');
  });

  test('stay far below what SNS takes, with every code there is and the longest names', () => {
    const name = 'n'.repeat(30);
    const needs = outcomeCodes.flatMap((code) =>
      many.map((need) => ({
        ...need,
        code,
        hire: `${'s'.repeat(40)}/${'1'.repeat(64)}/${need.hire.slice(10)}`,
      })),
    );
    const everyFault = many.map(() => ({
      subject: 's'.repeat(40),
      code: 'QUEUE_WITHOUT_FUNCTION',
      since: now,
    }));
    const { subject, text } = toNotice(
      { needs, faults: everyFault, isDailyList: true, stillOpen: 0, pause: { pausedAt: now } },
      { configuration: { ...configuration, name }, places, now },
    );
    expect(subject).toMatch(/^[A-Z][ -~]{0,98}$/);
    expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
  });
});

test.each([
  ['bamboohr//206', 'bamboohr 206'],
  ['bamboohr/t-1/00206', 'bamboohr 00206 of t-1'],
  ['bamboohr//sha256:0123456789abcdef0123456789abcdef', 'bamboohr//sha256:0123456789abcdef0123456789abcdef'],
  ['bamboohr/sha256:0123456789abcdef/206', 'bamboohr/sha256:0123456789abcdef/206'],
  ['bamboohr//record-0123456789abcdef0123456789abcdef', 'bamboohr//record-0123456789abcdef0123456789abcdef'],
  ['bamboohr//ada-1990', 'bamboohr//sha256:3b9fa2009149a63f01ebf98108d5c4f5'],
  ['bamboohr/t-1/123-45-6789', 'bamboohr/t-1/sha256:01a54629efb952287e554eb23ef69c52'],
  ['bamboohr//ada@acme.example', 'a row whose key is no hire’s'],
  ['bamboohr//ada', 'a row whose key is no hire’s'],
  ['bamboohr//206\n\nDear colleague', 'a row whose key is no hire’s'],
  ['stack', 'a row whose key is no hire’s'],
])('a row with the key %j is called %j', (key, expected) => {
  expect(notice([parked(key)]).text).toContain(`\n  ${expected}, since `);
});

test('a user’s id that is no id is not shown', () => {
  const need = { ...parked('bamboohr//206'), kind: 'earlier-user', userId: 'ada@acme.example' } as const;
  expect(notice([need]).text).not.toContain('@');
});

test.each<[string, Partial<Need>, string]>([
  ['starts today', { startDate: '2026-03-02' }, 'where nothing else is known'],
  [
    'starts tomorrow',
    { startDate: '2026-03-02', timeZone: 'Pacific/Pago_Pago' },
    'where it is still 1 March',
  ],
  ['starts today', { startDate: '2026-03-02', timeZone: 'unknown' }, 'in a zone that nobody knows'],
  [
    'starts tomorrow',
    { startDate: '2026-03-03', timeZone: 'Pacific/Auckland' },
    'where it is 2 March, 21:00',
  ],
  ['starts today', { startDate: '2026-03-02', notBefore: now - 3 * day }, 'though the mail went on a Friday'],
])('somebody %s by the start date, if the row has it: %j (%s)', (said, start) => {
  expect(notice([parked('bamboohr//206', start)]).text).toContain(
    `bamboohr 206, since Mon 2 Mar 08:00, ${said}\n`,
  );
});

test('a zone that nobody knows is told with what to do', () => {
  const need: Need = { hire: 'bamboohr//206', kind: 'zone', code: 'TIME_ZONE_UNKNOWN', since: now };
  const { text } = notice([need]);
  expect(text).toContain('TIME_ZONE_UNKNOWN\n  bamboohr 206, since Mon 2 Mar 09:00\n');
  expect(text).toContain('add it to `invite.timeZones`');
});

describe('faults in the set-up', () => {
  const fault = (code: string, subject: string) => ({ code, subject, since: now - 62 * hour });

  test('are told with what they mean, what to do and where to look again', () => {
    const { subject, text } = notice([], {
      faults: [fault('CREDENTIAL_REFUSED', 'onelogin'), fault('WEBHOOK_SECRET_UNUSABLE', 'bamboohr')],
    });
    expect(subject).toBe('2 set-up faults (hire-invites)');
    expect(text).toBe(`2 set-up faults, found by the last check.

CREDENTIAL_REFUSED
  onelogin, since Fri 27 Feb 19:00
OneLogin refuses the client id and secret, or the token that it gave for them.
What to do: Put a working credential into the secret \`hire-invites/onelogin\`. Waiting hires then continue automatically.

WEBHOOK_SECRET_UNUSABLE
  bamboohr, since Fri 27 Feb 19:00
The webhook secret cannot be used, so every webhook of this source is answered 503.
What to do: Fill in the secret \`hire-invites/bamboohr/webhook\`. If the HR system hands its token over by itself, have it send the handshake again.

To look again, and for details: npm run doctor

Look, and act: https://console/dashboard
How to go on: docs/operate.md, "Notices"
`);
  });

  test('beyond twenty are counted', () => {
    const faults = Array.from({ length: 23 }, (_, index) =>
      fault('HR_CREDENTIAL_REFUSED', `source-${index}`),
    );
    const { text } = notice([], { faults });
    expect(text.match(/HR_CREDENTIAL_REFUSED/g)).toHaveLength(20);
    expect(text).toContain('And 3 more. To look again');
  });

  test('whose code only another version knows are told all the same', () => {
    const { text } = notice([], { faults: [fault('SOMETHING_NEW', 'onelogin')] });
    expect(text).toContain('SOMETHING_NEW\n  onelogin');
    expect(text).toContain('What to do: Run `npm run doctor`.');
  });
});
