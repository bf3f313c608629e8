import { describe, expect, test } from '@jest/globals';
import { sayHire, sayHires, sayPause } from '../../console/say-hires.ts';
import type { ListedHire } from '../../lambda/operate/answer.ts';

const now = new Date(2026, 2, 2, 9, 0);
const at = (hour: number, day = 2) => new Date(2026, 2, day, hour, 15).toISOString();
const asked = { which: 'open', flags: '', now };

const parked: ListedHire = {
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
const waiting: ListedHire = {
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
    expect(sayHires([waiting, parked], asked)).toBe(
      [
        '1 needs a hand',
        '  bamboohr 206    USER_SUSPENDED   since 07:15',
        '      If the person should have access, reactivate the user in OneLogin. Then: npm run hires -- retry bamboohr//206',
        '',
        '1 waits',
        '  workday 21 of eu   USER_NOT_IN_ONELOGIN_YET   looked at 10:15, given up Fri 6 Mar 08:15',
        '',
        'Who is not to be invited: npm run hires -- cancel WHO',
      ]
        .join('\n')
        .replace('bamboohr 206    ', `${'bamboohr 206'.padEnd('workday 21 of eu'.length)}   `),
    );
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

  test.each([
    ['open', 'No hire needs a hand, and none waits.'],
    ['invited', 'There is no such hire.'],
  ])('of nobody, asked for %s, says: %s', (which, said) => {
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
] as const)('a pause %j is said with what ends it', (pause, said) => {
  const asked = { flags: ' --aws', now };
  expect(sayPause({ since: at(7), ...pause }, asked)).toBe(`Everything is paused since 07:15 ${said}`);
});

test('a row of the stack that cannot be read is said to stop everything', () => {
  expect(sayPause({}, { flags: '', now })).toMatch(/^No mail goes out: .+ cannot be read/);
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
