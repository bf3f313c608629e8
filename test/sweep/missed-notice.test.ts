import { expect, test } from '@jest/globals';
import { toMissedNotice } from '../../lambda/sweep/missed-notice.ts';
import { createConfiguration } from '../helpers/configuration.ts';

const configuration = createConfiguration({ name: 'x'.repeat(30), invite: { timeZone: 'Europe/Berlin' } });
const period = { after: Date.parse('2026-03-01T20:00:00Z'), until: Date.parse('2026-03-01T22:59:00Z') };
const notice = (userIds: string[], runbook = 'docs/operate.md', change: Partial<typeof period> = {}) =>
  toMissedNotice(userIds, { ...period, ...change }, { configuration, runbook });
const ids = (count: number) => Array.from({ length: count }, (_, index) => String(204_817_311 + index));

test('what a person reads', () => {
  expect(notice(['204817311', '204817325'])).toEqual({
    subject: `2 OneLogin users whom nobody announced (${'x'.repeat(30)})`,
    text: `2 OneLogin users are new (created on 2026-03-01), not active and never invited, and no HR system has announced them.

  OneLogin user 204817311
  OneLogin user 204817325

Perhaps a webhook was lost, or the HR system does not send one for such people. Nobody is invited by this: without the HR system there is no start date.

What to do: Look each of them up in OneLogin. If it is a new employee, have the HR system send the hire again, or send the invite in OneLogin. If it is nobody who needs an invite, do nothing. You are told of each user once.

How to go on: docs/operate.md, "Users whom nobody announced"
`,
  });
});

test('the days are those of the time zone', () => {
  const until = period.until + 60 * 1000; // midnight in Berlin
  expect(notice(ids(1), undefined, { until }).text).toContain('(created from 2026-03-01 to 2026-03-02)');
});

test('twenty are listed, more are counted', () => {
  expect(notice(ids(20)).text.match(/OneLogin user \d/g)).toHaveLength(20);
  expect(notice(ids(21)).text.match(/OneLogin user \d/g)).toBeNull();
  expect(notice(ids(21)).text).toContain('\n  21 OneLogin users. They are too many to list');
});

test('what does not look like one of OneLogin’s ids is not shown', () => {
  const { text } = notice(['ada@acme.example', '7']);
  expect(text).toContain('\n  OneLogin user unknown\n  OneLogin user 7\n');
  expect(text).not.toContain('ada');
});

test('with the address of a copy of the runbook, it links to its heading there', () => {
  expect(notice(ids(1), 'https://wiki.acme.com/operate').text).toContain(
    'How to go on: https://wiki.acme.com/operate#users-whom-nobody-announced\n',
  );
});

test.each([1, 20, 999_999])(
  'the subject for %i users is one that SNS takes, however long the name is',
  (count) => {
    expect(notice(ids(count)).subject).toMatch(/^[!-~][ -~]{0,98}$/);
  },
);
