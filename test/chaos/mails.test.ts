import { describe, expect, test } from '@jest/globals';
import type { LogScan } from './log-scan.ts';
import { countMails, type MailCounts, type MailRules } from './mails.ts';
import type { Person, SourceName } from './people.ts';

const person = (named: SourceName[] = ['home-made'], more: Partial<Person> = {}): Person => ({
  workEmail: 'ada@acme.example',
  personalEmail: 'ada@home.example',
  name: 'Ada',
  hires: named.map((source) => ({ id: `${source}//1`, source, employeeId: '1' })),
  inOneLogin: 'start',
  inHr: 'start',
  hasWorkEmail: 'start',
  startDates: { first: '2026-03-02', last: '2026-03-02' },
  isRemoved: false,
  isUnannounced: false,
  activates: false,
  ...more,
});
const mail = (at: string, to = 'ada@home.example') => ({ user: 'ada@acme.example', to, personal: true, at });
const first = '2026-03-02T08:00:01Z';
const soon = '2026-03-02T08:00:03Z';
const nextDay = '2026-03-03T08:00:02Z';
const dayAfter = '2026-03-04T08:00:03Z';

/** A log in which every hire was invited at these times. */
const log = (...times: string[]): LogScan => ({
  read: () => undefined,
  lines: () => 0,
  leaks: () => [],
  heldBack: () => 0,
  invitedAt: () => times.map(Date.parse),
});
const rules: MailRules = {
  reportsInvitations: true,
  followUps: 1,
  moment: { daysBeforeStart: 0, at: '08:00', timeZone: 'UTC', weekends: 'send' },
  log: log(first),
};

/** What is counted of anybody. */
function count(people: Person[], mails: ReturnType<typeof mail>[], change: Partial<MailRules> = {}) {
  const counts = countMails(people, mails, { ...rules, ...change });
  return Object.fromEntries(Object.entries(counts).filter(([, hires]) => hires.length > 0));
}

const hire = ['home-made//1'];

test.each<[string, Person, string[], Partial<MailCounts>]>([
  ['one mail', person(), [first], {}],
  ['no mail', person(), [], { none: hire }],
  ['two mails', person(), [first, soon], { second: hire }],
  ['a mail again when the link has lapsed', person(), [first, nextDay], { followedUp: hire }],
  ['a mail too often', person(), [first, nextDay, dayAfter], { followedUp: hire, second: hire }],
  [
    'a mail before the start',
    person(undefined, { startDates: { first: '2026-03-02', last: '2026-03-03' } }),
    [first],
    { early: hire },
  ],
  ['a mail although taken back', person(undefined, { isRemoved: true }), [first], { removed: hire }],
])('one source and %s', (_, somebody, times, expected) => {
  expect(
    count(
      [somebody],
      times.map((at) => mail(at)),
    ),
  ).toEqual(expected);
});

test('a mail to an address other than the personal one is reported', () => {
  expect(count([person()], [mail(first, 'ada@acme.example')])).toEqual({ atWrongAddress: hire });
});

describe('a second mail is the documented one', () => {
  const unreported = { reportsInvitations: false };
  const mails = [mail(first), mail(soon)];

  test('if invites are not reported, and the first was not noted before', () => {
    expect(count([person()], mails, { ...unreported, log: log('2026-03-02T08:00:04Z') })).toEqual({
      documented: hire,
    });
    expect(count([person()], mails, { ...unreported, log: log() })).toEqual({ documented: hire });
  });

  test('not if the first was noted', () => {
    expect(count([person()], mails, { ...unreported, log: log('2026-03-02T08:00:02Z') })).toEqual({
      second: hire,
    });
  });
});

test('a person in two sources gets one mail, not one from each', () => {
  const both = person(['home-made', 'payroll']);
  const ids = both.hires.map(({ id }) => id);
  expect(count([both], [mail(first)])).toEqual({});
  expect(count([both], [mail(first), mail(soon)])).toEqual({ second: ids });
});
