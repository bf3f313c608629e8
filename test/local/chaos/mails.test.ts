import { expect, test } from '@jest/globals';
import type { LogScan } from '../../../local/chaos/log-scan.ts';
import { countMails } from '../../../local/chaos/mails.ts';
import type { Person, SourceName } from '../../../local/chaos/people.ts';

const person = (...named: SourceName[]): Person => ({
  workEmail: 'ada@acme.example',
  personalEmail: 'ada@home.example',
  name: 'Ada',
  hires: named.map((source) => ({ id: `${source}//1`, source, employeeId: '1' })),
  inOneLogin: 'start',
  inHr: 'start',
  hasWorkEmail: 'start',
});
const mail = (second: number, to = 'ada@home.example') => ({
  user: 'ada@acme.example',
  to,
  personal: true,
  at: `2026-03-02T08:00:0${second}.000Z`,
});
/** A log in which the hire was invited at this second, or never. */
const log = (invitedAtSecond?: number): LogScan => ({
  read: () => undefined,
  lines: () => 0,
  leaks: () => [],
  heldBack: () => 0,
  invitedAt: () =>
    invitedAtSecond === undefined ? undefined : Date.parse(`2026-03-02T08:00:0${invitedAtSecond}Z`),
});
const hire = ['home-made//1'];
const none = { documented: [], second: [], atWrongAddress: [], none: [] };

test.each([
  ['one mail', [mail(1)], {}],
  ['no mail', [], { none: hire }],
  ['two mails', [mail(1), mail(2)], { second: hire }],
  ['a mail elsewhere', [mail(1, 'ada@acme.example')], { atWrongAddress: hire }],
])('one source and %s', (_, mails, expected) => {
  const counts = countMails([person('home-made')], mails, { reportsInvitations: true, log: log(1) });
  expect(counts).toEqual({ ...none, ...expected });
});

test('the second mail is the documented one if nothing was reported, nor the first yet written down as sent', () => {
  const count = (invitedAtSecond: number | undefined) =>
    countMails([person('home-made')], [mail(1), mail(3)], {
      reportsInvitations: false,
      log: log(invitedAtSecond),
    });
  expect(count(4)).toEqual({ ...none, documented: hire });
  expect(count(undefined)).toEqual({ ...none, documented: hire });
  expect(count(2)).toEqual({ ...none, second: hire });
});

test('a person whom two sources name gets one mail, not one from each', () => {
  const both = person('home-made', 'payroll');
  const ids = both.hires.map(({ id }) => id);
  const count = (mails: ReturnType<typeof mail>[]) =>
    countMails([both], mails, { reportsInvitations: true, log: log(1) });
  expect(count([mail(1)])).toEqual(none);
  expect(count([mail(1), mail(2)])).toEqual({ ...none, second: ids });
});
