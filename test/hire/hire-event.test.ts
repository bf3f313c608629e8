import { describe, expect, test } from '@jest/globals';
import { cancel } from '../../lambda/hire/cancel.ts';
import { cancelByHand, undoCancel } from '../../lambda/hire/cancel-by-hand.ts';
import { eventsOf } from '../../lambda/hire/hire-event.ts';
import { type HireRow, iso, toItem, withOutcome } from '../../lambda/hire/hire-row.ts';
import type { Look } from '../../lambda/hire/look.ts';
import { needsOf } from '../../lambda/hire/needs-hand.ts';
import { mailReasons, outcomeCodes } from '../../lambda/hire/outcomes.ts';

const minute = 60 * 1000;
const hour = 60 * minute;
const now = Date.parse('2026-03-02T08:00:00Z');

const row: HireRow = {
  hire: 'bamboohr//206',
  state: 'invited',
  version: 3,
  writer: 'w',
  rung: 0,
  heardAt: now - hour,
  firstAttemptAt: now - hour,
  updatedAt: now,
  followUpAt: now + hour,
  requestId: 'request-1',
};

const eventsIn = (item: Readonly<Record<string, unknown>>, at = now) =>
  eventsOf(item, needsOf(item, { waitingHours: 48 }, at));
const eventsOfRow = (change: HireRow, at = now) => eventsIn(toItem(change), at);

test('a mail is an event, with ids, state, code and time', () => {
  const invited = withOutcome({ ...row, oneLoginUserId: '8675309' }, { code: 'INVITED', mail: 'first' }, now);
  expect(eventsOfRow(invited)).toEqual([
    {
      type: 'Hire Invited',
      at: now,
      detail: {
        version: 1,
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        hire: 'bamboohr//206',
        source: 'bamboohr',
        employeeId: '206',
        state: 'invited',
        code: 'INVITED',
        at: '2026-03-02T08:00:00.000Z',
        mail: 'first',
        oneLoginUserId: '8675309',
      },
    },
  ]);
});

test.each(mailReasons)('each mail is an event of its own, also one right after another: %s', (mail) => {
  const once = withOutcome(row, { code: 'INVITED', mail: 'first' }, now);
  const [, second] = eventsOfRow(withOutcome(once, { code: 'INVITED', mail }, now + minute));
  const type = mail === 'correction' ? 'Hire Invited At Another Address' : 'Hire Invited';
  expect(second).toMatchObject({ type, at: now + minute, detail: { mail } });
});

test('a mail of which an earlier version did not note why is an event too', () => {
  expect(eventsOfRow(withOutcome(row, { code: 'INVITED' }, now))).toMatchObject([{ type: 'Hire Invited' }]);
});

test('these outcomes are events, and no others', () => {
  const told = outcomeCodes.flatMap((code) =>
    eventsOfRow(withOutcome(row, { code }, now)).map(({ type, detail }) => `${code} ${detail.state} ${type}`),
  );
  expect(told).toEqual([
    'INVITED invited Hire Invited',
    'ACTIVATED activated Hire Activated',
    'CANCELLED cancelled Hire Cancelled',
    'CANCELLED_BY_OPERATOR cancelled Hire Cancelled',
  ]);
});

describe('a cancel', () => {
  const removal: Look = {
    hire: row.hire,
    requestId: 'request-2',
    purpose: 'invite',
    event: 'removed',
    messageId: 'm',
    sentAt: now,
    firstReceivedAt: now,
    receivedAt: now,
    saidAt: now,
    isDated: true,
    personHash: 'p',
    makesHire: false,
    hasAddress: false,
    asksHr: false,
  };
  const remove = (before: HireRow | undefined) => cancel(before, removal, { token: 't', now });

  test('by the HR system is an event', () => {
    expect(eventsOfRow(remove(row))).toMatchObject([
      { type: 'Hire Cancelled', at: now, detail: { code: 'CANCELLED' } },
    ]);
  });

  test('that is said twice is one', () => {
    expect(eventsOfRow(remove(remove(row)))).toEqual(eventsOfRow(remove(row)));
  });

  test('of somebody who was never a hire is none', () => {
    expect(eventsOfRow(remove(undefined))).toEqual([]);
  });

  test('of somebody who uses the account is none', () => {
    expect(eventsOfRow(remove({ ...row, state: 'activated' }))).toEqual([]);
  });

  test('by an operator is one, also once it is taken back', () => {
    const cancelled = cancelByHand(row, { token: 't', now });
    const expected = [{ type: 'Hire Cancelled', at: now, detail: { code: 'CANCELLED_BY_OPERATOR' } }];
    expect(eventsOfRow(cancelled)).toMatchObject(expected);
    const undone = undoCancel(cancelled, { token: 't', now: now + minute, lookAt: now + hour });
    expect(eventsOfRow(undone)).toEqual(eventsOfRow(cancelled));
  });
});

describe('a hire that needs a hand', () => {
  const parked: HireRow = {
    ...row,
    state: 'parked',
    code: 'USER_SUSPENDED',
    parked: { at: now, messageId: 'm' },
  };

  test('is an event since the same time as in the notice', () => {
    expect(eventsOfRow(parked)).toMatchObject([
      {
        type: 'Hire Needs A Hand',
        at: now,
        detail: { state: 'parked', code: 'USER_SUSPENDED', at: iso(now) },
      },
    ]);
  });

  test('only because of the time is one, too', () => {
    const asleep = { ...row, followUpAt: now - 3 * hour };
    expect(eventsOfRow(asleep)).toMatchObject([
      { type: 'Hire Needs A Hand', at: now - 2 * hour, detail: { state: 'invited', code: 'HIRE_ASLEEP' } },
    ]);
  });

  test('is named by the OneLogin user that it is about', () => {
    const two = {
      ...row,
      oneLoginUserId: '8675309',
      earlierUsers: [{ userId: '4711', since: now - hour }],
    };
    expect(eventsOfRow(two)).toMatchObject([
      { at: now - hour, detail: { code: 'ANOTHER_PERSON_UNDER_THIS_ID', oneLoginUserId: '4711' } },
    ]);
  });

  test('is one without a state if the row cannot be read, and none if the row does not say since when', () => {
    const unreadable = { hire: row.hire, state: 'gone', updatedAt: iso(now) };
    const [event] = eventsIn(unreadable);
    expect(event).toMatchObject({ type: 'Hire Needs A Hand', at: now, detail: { code: 'ROW_UNREADABLE' } });
    expect(event?.detail).not.toHaveProperty('state');
    expect(eventsIn({ hire: row.hire })).toEqual([]);
  });
});

test('an event has the same id whenever it is read from the row, and no two have the same', () => {
  const twice = withOutcome(
    withOutcome(row, { code: 'INVITED', mail: 'first' }, now),
    { code: 'INVITED', mail: 'follow-up' },
    now + minute,
  );
  const later = withOutcome(twice, { code: 'ACTIVATED' }, now + hour);
  const idsOf = (change: HireRow) => eventsOfRow(change).map(({ detail }) => detail.id);
  expect(idsOf(later).slice(0, 2)).toEqual(idsOf(twice));
  const other = idsOf({ ...later, hire: 'bamboohr//207' });
  expect(new Set([...idsOf(later), ...other]).size).toBe(6);
});

describe('nothing that may say something about a person is in an event', () => {
  const invited = withOutcome(row, { code: 'INVITED' }, now);

  test.each([
    ['bamboohr//jane-doe-1990', { hire: expect.stringMatching(/^bamboohr\/\/sha256:[0-9a-f]{32}$/) }],
    ['workday/acme-1/00021', { hire: 'workday/acme-1/00021', tenant: 'acme-1', employeeId: '00021' }],
  ])('%s', (hire, named) => {
    const [event] = eventsOfRow({ ...invited, hire });
    const { version, id, source, state, code, at, ...others } = event?.detail ?? {};
    expect(others).toEqual(named);
  });

  test.each(['bamboohr//ada@acme.example', 'bamboohr//ada', 'stack', 'bamboohr//206\nDear colleague'])(
    'a row with the key %j, which is none of ours, makes no event',
    (hire) => {
      expect(eventsOfRow({ ...invited, hire })).toEqual([]);
      expect(eventsIn({ hire, state: 'gone', updatedAt: iso(now) })).toEqual([]);
    },
  );

  test('what is no id of OneLogin’s is left out', () => {
    const [event] = eventsOfRow({ ...invited, oneLoginUserId: 'ada@acme.example' });
    expect(JSON.stringify(event)).not.toContain('ada');
  });
});
