import { describe, expect, test } from '@jest/globals';
import { sayCounts, sayHire, sayHires, sayStandingPause } from '../../console/say-hires.ts';
import type { Counted, HireInList } from '../../lambda/operate/answer.ts';

const now = new Date(2026, 2, 2, 9, 0);
const at = (hour: number, day = 2) => new Date(2026, 2, day, hour, 15).toISOString();
const asked = { which: 'open' as const, flags: '', now, width: 80 };

const parked: HireInList = {
  hire: 'bamboohr//206',
  source: 'bamboohr',
  employeeId: '206',
  state: 'parked',
  code: 'USER_SUSPENDED',
  needsHand: true,
  since: at(7),
  meaning: 'The OneLogin user is suspended.',
  whatToDo: 'If the person should have access, reactivate the user in OneLogin, then replay.',
};
const waiting: HireInList = {
  hire: 'workday/eu/21',
  source: 'workday',
  tenant: 'eu',
  employeeId: '21',
  state: 'waiting',
  code: 'USER_NOT_IN_ONELOGIN_YET',
  needsHand: false,
  since: at(8),
  nextLook: at(10),
  givesUpAt: at(8, 6),
};

describe('the list', () => {
  test('says who needs a hand first, with the command that helps, and then who waits', () => {
    const notDue = {
      ...waiting,
      hire: 'bamboohr//7',
      employeeId: '7',
      code: 'NOT_DUE_YET',
      nextLook: at(8, 3),
    };
    const { tenant, givesUpAt, ...bamboo } = { ...notDue, source: 'bamboohr', startDate: '2026-03-03' };
    expect(sayHires([bamboo, waiting, { ...parked, startDate: '2026-03-02' }], asked)).toBe(
      [
        '1 needs a hand',
        '  bamboohr 206       USER_SUSPENDED   since 07:15, starts today',
        '      If the person should have access, reactivate the user in OneLogin. Then:',
        '      npm run hires -- retry bamboohr//206',
        '',
        '2 wait',
        '  workday 21 of eu   USER_NOT_IN_ONELOGIN_YET   looked at again 10:15, given up Fri 6 Mar 08:15',
        '  bamboohr 7         NOT_DUE_YET                to be invited Tue 3 Mar 08:15, starts tomorrow',
        '',
        'Who is not to be invited: npm run hires -- cancel WHO',
      ].join('\n'),
    );
  });

  test('says once what is to be done for several, the longest in need first', () => {
    const later = { ...parked, hire: 'bamboohr//207', employeeId: '207', since: at(8) };
    const other = {
      ...parked,
      hire: 'bamboohr//9',
      employeeId: '9',
      since: at(7, 1),
      code: 'SEVERAL_USERS',
      whatToDo: 'Leave one user with this address, then replay.',
    };
    expect(sayHires([later, parked, other], asked).split('\n')).toEqual([
      '3 need a hand',
      '  bamboohr 9     SEVERAL_USERS    since Sun 1 Mar 07:15',
      '      Leave one user with this address. Then:',
      '      npm run hires -- retry bamboohr//9',
      '  bamboohr 206   USER_SUSPENDED   since 07:15',
      '  bamboohr 207   USER_SUSPENDED   since 08:15',
      '      If the person should have access, reactivate the user in OneLogin. Then:',
      '      npm run hires -- retry bamboohr//206',
      '      npm run hires -- retry bamboohr//207',
      '',
      'Who is not to be invited: npm run hires -- cancel WHO',
    ]);
  });

  test('has no line that is longer than the terminal, but for what has to be pasted', () => {
    const wordy = {
      ...parked,
      whatToDo: 'Ask somebody who knows whether this person should have access. '.repeat(9),
    };
    for (const line of sayHires([wordy], { ...asked, width: 60 }).split('\n'))
      expect(line.length).toBeLessThanOrEqual(60);
  });

  test('leads to the stack that was looked at', () => {
    const flags = ' --config prod.json --aws';
    expect(sayHires([parked], { ...asked, flags })).toContain(
      'npm run hires -- retry bamboohr//206 --config prod.json --aws',
    );
  });

  test('offers no retry where that does not help', () => {
    const unreadable = {
      ...parked,
      state: 'unreadable',
      code: 'ROW_UNREADABLE',
      whatToDo: 'Look at the row.',
    };
    expect(sayHires([unreadable], asked)).toMatch(/Look at the row\.$/m);
  });

  test('of others has their states', () => {
    const active = { ...parked, needsHand: false, state: 'activated', code: 'ACTIVATED' };
    expect(sayHires([active], { ...asked, which: 'all' })).toBe(
      '1 other\n  bamboohr 206   activated   ACTIVATED',
    );
  });

  test.each([
    ['open', 'No hire needs a hand, and none waits.'],
    ['tomorrow', 'Nobody goes tomorrow.'],
  ] as const)('of nobody, asked for %s, says: %s', (which, said) => {
    expect(sayHires([], { ...asked, which })).toBe(said);
  });
});

test.each([
  [
    { because: 'OPERATOR', reason: 'OneLogin moves' },
    'by an operator: "OneLogin moves". To go on: npm run hires -- resume --aws',
  ],
  [{ because: 'OPERATOR' }, 'by an operator. To go on: npm run hires -- resume --aws'],
  [
    { because: 'MAX_FIRST_MAILS' },
    'by the brake: more first mails than invite.maxFirstMailsPerDay. See docs/operate.md, "Paused". To go on: npm run hires -- resume --aws',
  ],
  [
    {},
    'for a cause that only another version knows. See docs/operate.md, "Paused". To go on: npm run hires -- resume --aws',
  ],
] as const)('a pause %j is said with what ends it', (pause, said) => {
  const asked = { flags: ' --aws', now };
  expect(sayStandingPause({ since: at(7), ...pause }, asked)).toBe(
    `Everything is paused since 07:15 ${said}`,
  );
});

test('a row of the stack that cannot be read is said to stop everything', () => {
  expect(sayStandingPause({}, { flags: '', now })).toMatch(/^No mail goes out: .+ cannot be read/);
});

describe('the counts', () => {
  const counts: Counted = {
    ok: true,
    needHand: 2,
    waiting: 9,
    goTomorrow: 0,
    invitedThisWeek: 14,
    activeOfThem: 11,
    queued: 0,
    deadLetters: 2,
  };

  test.each<[Partial<Counted>, string]>([
    [{}, '14 invited this week, 11 of them active'],
    [{ goTomorrow: 5 }, '5 go tomorrow\n14 invited this week, 11 of them active'],
    [{ goTomorrow: 1, activeOfThem: 0 }, '1 goes tomorrow\n14 invited this week, none of them active'],
    [{ invitedThisWeek: 0, activeOfThem: 0 }, 'None invited this week'],
  ])('of %j are: %s', (change, said) => {
    expect(sayCounts({ ...counts, ...change })).toBe(said);
  });
});

test('a story says what has happened, in its order', () => {
  const said = sayHire(
    {
      ...waiting,
      engagement: 2,
      oneLoginUserId: '7',
      requestId: 'request-1',
      outcomes: [{ code: 'USER_NOT_IN_ONELOGIN_YET', at: at(8), times: 4, meaning: 'No user yet.' }],
    },
    now,
  );
  expect(said.split('\n')).toEqual([
    'workday 21 of eu   waiting',
    '  USER_NOT_IN_ONELOGIN_YET',
    '  next look 10:15',
    '  given up Fri 6 Mar 08:15',
    '  hired again, engagement 2',
    '  OneLogin user 7',
    '  webhook request request-1',
    '',
    '  08:15  USER_NOT_IN_ONELOGIN_YET (4 times)  No user yet.',
  ]);
});
