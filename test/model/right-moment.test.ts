import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import type { Change, History, Person } from './history.ts';
import { type Arrival, nowhere, readBody, toArrivals } from './messages.ts';
import { runHistory } from './run-history.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const dayMs = 24 * 60 * minuteMs;
const inSeconds = { min: 0, max: (3 * dayMs) / secondMs };

const moment: fc.Arbitrary<History['moment']> = fc.record({
  daysBeforeStart: fc.integer({ min: 0, max: 30 }),
  at: fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(toTime),
  timeZone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
  weekends: fc.constantFrom('send', 'friday-before', 'monday-after'),
});

/** Most starts are near, where everything that is said can still matter. */
const startsOn = fc.oneof(fc.integer({ min: -2, max: 5 }), fc.integer({ min: -800, max: 800 }));

/** Most people are where nothing is said of it; somebody may be where nobody knows the zone. */
const place = fc.option(
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...Intl.supportedValuesOf('timeZone')) },
    { weight: 1, arbitrary: fc.constant(nowhere) },
  ),
  { nil: undefined },
);

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.integer(inSeconds),
  saidAt: fc.integer({ min: -1000, max: 1000 }).filter((saidAt) => saidAt !== 0),
  to: fc.oneof({ weight: 4, arbitrary: startsOn }, { weight: 1, arbitrary: fc.constant('removed' as const) }),
  timeZone: place,
});

const person: fc.Arbitrary<Person> = fc
  .record({
    sources: fc.constant<Person['sources']>(['hr']),
    isUnannounced: fc.constant(false),
    webhooksAt: fc.array(fc.integer(inSeconds), { minLength: 1, maxLength: 2 }),
    startsOn: fc.option(startsOn, { nil: undefined }),
    timeZone: place,
    changes: fc.uniqueArray(change, { maxLength: 4, selector: ({ saidAt }) => saidAt }),
    datesEvents: fc.boolean(),
    appearsAt: fc.constant(0),
    obstacle: fc.constant('none'),
    firstAddressIsWrong: fc.constant(false),
    wasInvitedByHand: fc.constant(false),
    activatesAfter: fc.constant(undefined),
    hasPersonalEmail: fc.constant(false),
    recordHasFields: fc.constant(false),
    twists: fc.constant([]),
  })
  // A creation that names no start leaves standing what was said before it, but not in which order.
  .filter(({ startsOn, changes }) => startsOn !== undefined || changes.every(({ saidAt }) => saidAt > 0))
  // What later words don't say of the zone is as it was; of a person who has none at first, that is not so simple.
  .map((one) => (one.timeZone === undefined ? { ...one, changes: one.changes.map(withoutZone) } : one))
  // Changes without dates that come in the same instant have no order.
  .filter(
    ({ datesEvents, changes }) => datesEvents || new Set(changes.map(({ at }) => at)).size === changes.length,
  );

const history: fc.Arbitrary<History> = fc.record({
  begins: fc
    .date({ min: new Date('2024-01-01'), max: new Date('2036-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  moment,
  followUps: fc.integer({ min: 0, max: 1 }),
  neverSignedIn: fc.constant('tell'),
  isPatient: fc.constant(false),
  people: fc.tuple(person),
  sweepsAt: fc.constant([]),
  replaysAt: fc.constant([]),
  acts: fc.constant([]),
  reportsInvitations: fc.boolean(),
  callsPerWindow: fc.constant(undefined),
  decisions: fc.constant([]),
  firstSend: fc.constant(undefined),
  troublesFrom: fc.constant(0),
  deaths: fc.constant([]),
  reportsEvents: fc.boolean(),
});

function withoutZone({ timeZone, ...one }: Change): Change {
  return one;
}

function toTime(parts: readonly number[]): string {
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

interface Heard {
  at: number;
  event: 'created' | 'updated' | 'removed';
  order: number;
  moment: number;
}

/** When the invite is due by what has been heard until then: undefined if it is never, or too close to call. */
function expectInvite(heard: readonly Heard[]): number | 'never' | 'too close' {
  // Said after the removal, or perhaps delivered once more: that is for the other tests.
  const removed = heard.filter(({ event }) => event === 'removed').map(({ order }) => order);
  const lastCreated = Math.max(...heard.map(({ event, order }) => (event === 'created' ? order : 0)));
  if (removed.some((order) => order < lastCreated)) return 'too close';
  for (const [index, { at }] of heard.entries()) {
    const known = heard.slice(0, index + 1);
    if (known.some(({ event }) => event === 'removed')) return 'never';
    if (!known.some(({ event }) => event === 'created')) continue;
    const [latest] = known.toSorted((a, b) => b.order - a.order);
    const dueAt = Math.max(at, latest?.moment ?? at);
    const next = heard[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    if (dueAt <= next + 2 * minuteMs && dueAt >= next - 2 * minuteMs) return 'too close';
    if (dueAt < next) return dueAt;
  }
  return 'never';
}

test('for any start date, zone, time and order of events, the invite goes once, within two minutes of its moment, or never', async () => {
  let [invited, never] = [0, 0];
  await fc.assert(
    fc.asyncProperty(history, async (one) => {
      const [somebody] = one.people;
      if (somebody === undefined) throw new Error('a history of nobody');
      const hear = ({ at, body }: Arrival): Heard => ({ at, ...readBody(body, one).said });
      const heard = toArrivals(somebody, 0, one)
        .map(hear)
        .toSorted((a, b) => a.at - b.at);
      const expected = expectInvite(heard);
      fc.pre(expected !== 'too close');

      const { mails } = await runHistory(one);
      if (expected === 'never') {
        never += 1;
        expect(mails).toEqual([]);
        return;
      }
      invited += 1;
      const [first, ...followUps] = mails;
      const lateMs = (first?.at ?? 0) - expected;
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThanOrEqual(2 * minuteMs);
      // Sent again at the time of the day, after the link is dead, and on Monday instead of a weekend.
      expect(followUps.length).toBeLessThanOrEqual(one.followUps);
      for (const { at } of followUps) expect(at).toBeGreaterThanOrEqual(expected + dayMs);
      const isMovedSince = heard.some(({ at }) => at > expected);
      if (isMovedSince) return;
      expect(followUps).toHaveLength(one.followUps);
      for (const { at } of followUps) expect(at).toBeLessThanOrEqual(expected + 4 * dayMs + 2 * minuteMs);
    }),
    { numRuns: 800 },
  );
  expect(Math.min(invited, never)).toBeGreaterThan(30);
});
