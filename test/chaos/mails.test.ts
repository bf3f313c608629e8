import { describe, expect, test } from '@jest/globals';
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
  activates: 'never',
  ...more,
});
const mail = (at: string, to = 'ada@home.example') => ({ user: 'ada@acme.example', to, personal: true, at });
const first = '2026-03-02T08:00:01Z';
const soon = '2026-03-02T08:00:03Z';
const nextDay = '2026-03-03T08:00:02Z';
const dayAfter = '2026-03-04T08:00:03Z';

/** A log in which every hire was invited at these times. */
const log = (...times: string[]): MailRules['log'] => ({
  invitedAt: () => times.map(Date.parse),
  changedUnannounced: () => false,
});
const moment = (at: string) => ({ beganAt: Date.parse(at), acceptedAt: Date.parse(at) });
const rules: MailRules = {
  isReported: true,
  followUps: 1,
  moment: { daysBeforeStart: 0, at: '08:00', timeZone: 'UTC', weekends: 'send' },
  log: log(first),
  world: { activatedAt: new Map() },
  posted: new Map([
    ['posted', moment('2026-03-02T08:00:00Z')],
    ['moved', moment('2026-03-02T08:30:00Z')],
    ['again', moment('2026-03-03T12:00:00Z')],
  ]),
};

/** What is counted of anybody. */
function count(people: Person[], mails: ReturnType<typeof mail>[], change: Partial<MailRules> = {}) {
  const counts = countMails(people, mails, { ...rules, ...change });
  return Object.fromEntries(Object.entries(counts).filter(([, hires]) => hires.length > 0));
}

const hire = ['home-made//1'];
const leaves = person(undefined, { leaves: { isHiredAgain: false } });
const isHiredAgain = person(undefined, { leaves: { isHiredAgain: true } });

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
  ['a mail before it was taken back', leaves, [first], {}],
  ['a mail after it was taken back', leaves, [nextDay], { removed: hire }],
  ['a mail when hired again', isHiredAgain, [first, dayAfter], { hiredAgain: hire }],
  ['no mail when hired again', isHiredAgain, [first], { none: hire }],
])('one source and %s', (_, somebody, times, expected) => {
  expect(
    count(
      [somebody],
      times.map((at) => mail(at)),
    ),
  ).toEqual(expected);
});

test('a mail to an address other than the personal one is reported', () => {
  expect(count([person()], [mail(first, 'ada@acme.example')])).toEqual({ atWrongAddress: hire, none: hire });
});

test('a mail to somebody who uses the account is reported', () => {
  const world = { activatedAt: new Map([['ada@acme.example', Date.parse(soon)]]) };
  expect(count([person()], [mail(first)], { world })).toEqual({});
  expect(count([person()], [mail(nextDay)], { world })).toEqual({ active: hire });
});

describe('when the address is corrected', () => {
  const wrong = 'ada@hmoe.example';
  const corrected = person(undefined, { wrongEmail: { address: wrong, until: 'moved' } });

  test('another mail, to the right one, is right', () => {
    expect(count([corrected], [mail(first, wrong), mail(soon)])).toEqual({ corrected: hire });
  });

  test('a mail to the right one only is right too', () => {
    expect(count([corrected], [mail(first)])).toEqual({});
  });

  test('no mail to the right one is reported', () => {
    expect(count([corrected], [mail(first, wrong)])).toEqual({ none: hire });
  });

  test('a mail to the wrong one after that to the right one, or long after the correction, is reported', () => {
    const counted = { corrected: hire, atEarlierAddress: hire };
    expect(count([corrected], [mail(first), mail(soon, wrong)])).toEqual(counted);
    expect(count([corrected], [mail(nextDay, wrong), mail(dayAfter)])).toEqual(counted);
  });

  test('a correction that came before the announcement is not kept, which is documented', () => {
    const overtaken = { log: { ...log(first), changedUnannounced: () => true } };
    const mails = [mail(first, wrong), mail(nextDay, wrong)];
    expect(count([corrected], mails, overtaken)).toEqual({ overtaken: hire, followedUp: hire });
    expect(count([corrected], [mail(first, wrong), mail(soon)], overtaken)).toEqual({ corrected: hire });
  });

  test('two mails to the same one are too many', () => {
    expect(count([corrected], [mail(first, wrong), mail(soon), mail(soon)])).toEqual({
      corrected: hire,
      second: hire,
    });
  });
});

describe('a second mail is the documented one', () => {
  const unreported = { isReported: false };
  const mails = [mail(first), mail(soon)];

  test('if invites are not reported, and the first was not noted before', () => {
    expect(count([person()], mails, { ...unreported, log: log('2026-03-02T08:00:04Z') })).toEqual({
      documented: hire,
    });
    expect(count([person()], mails, { ...unreported, log: log() })).toEqual({ documented: hire });
  });

  test('also if it comes when the link has lapsed, so that the follow-up is still to come', () => {
    const late = { ...unreported, log: log(nextDay) };
    expect(count([person()], [mail(first), mail(nextDay), mail(dayAfter)], late)).toEqual({
      documented: hire,
      followedUp: hire,
    });
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
