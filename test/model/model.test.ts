import { describe, expect, test } from '@jest/globals';
import { type History, ordinary, type Person } from './history.ts';
import type { Death } from './process.ts';
import { runHistory } from './run-history.ts';
import { spawnSearch } from './spawn-search.ts';

const somebody: Person = {
  sources: ['hr'],
  isUnannounced: false,
  webhooksAt: [0],
  startsOn: undefined,
  changes: [],
  datesEvents: true,
  appearsAt: 0,
  obstacle: 'none',
  firstAddressIsWrong: false,
  wasInvitedByHand: false,
  activatesAfter: 24 * 60 * 60 + 60,
  hasPersonalEmail: false,
  recordHasFields: false,
  twists: [],
};

function historyOf(person: Partial<Person>, deaths: readonly Death[] = []): History {
  return {
    ...ordinary,
    people: [{ ...somebody, ...person }],
    sweepsAt: [],
    replaysAt: [],
    acts: [],
    reportsInvitations: true,
    reportsEvents: true,
    callsPerWindow: undefined,
    decisions: [],
    firstSend: undefined,
    troublesFrom: 0,
    deaths,
  };
}

test.concurrent.each([1, 3])('1,000 histories keep every promise: seed %i', async (seed) => {
  const { code, report } = await spawnSearch({ histories: 1000, seed });
  expect(report).toContain('1000 histories');
  expect(report).toContain('kept every promise');
  expect(code).toBe(0);
});

test('a change that SQS delivers once more, and at which a function dies, leaves nobody asleep: this history once did', async () => {
  const { code, report } = await spawnSearch({ histories: 16, from: 16, seed: 27 });
  expect(report).toContain('1 histories');
  expect(code).toBe(0);
});

test('a creation that is repeated without a date does not take the hire back from the next person: it once did', async () => {
  const hour = 60 * 60;
  const removal = { removedAt: 700, removalArrivesAt: 700, at: 4 * 24 * hour, startsOn: undefined };
  const { mails } = await runHistory(
    historyOf({
      datesEvents: false,
      activatesAfter: undefined,
      twists: [
        { kind: 'signs-in', at: 50 },
        { kind: 'hired-again', ...removal, repeatedAt: 30 * hour },
        { kind: 'succeeded', at: 710 },
      ],
    }),
  );
  expect(mails.map(({ email }) => email)).toEqual(
    ['person0', 'successor0', 'successor0'].map((name) => `${name}@acme.example`),
  );
});

describe('a function that dies at any call, before or after its effect', () => {
  const ways = ['before', 'after'] as const;

  /** Every way to die at one of so many calls. */
  const everyDeath = (calls: number): Death[] =>
    Array.from({ length: calls }, (_, call) => ways.map((when) => ({ call, when }))).flat();

  test.each<[string, Partial<Person>]>([
    ['that is invited at once', {}],
    ['that is announced three times', { webhooksAt: [0, 0, 20] }],
    ['that waits by delay and by schedule', { appearsAt: 3000 }],
    ['that is announced by two HR systems', { sources: ['hr', 'other-hr'] }],
    ['that is parked, mended and replayed', { obstacle: 'suspended' }],
    ['that is announced with a wrong address first', { webhooksAt: [0, 20], firstAddressIsWrong: true }],
    ['that starts in two days', { startsOn: 2 }],
    ['whose start is moved', { startsOn: 2, changes: [{ at: 20, saidAt: 10, to: 1 }] }],
    ['that is taken back', { startsOn: 1, changes: [{ at: 20, saidAt: 10, to: 'removed' }] }],
    ['that activates the account after the first mail', { activatesAfter: 60 }],
  ])('keeps every promise to a hire %s', async (_, person) => {
    const { calls } = await runHistory(historyOf(person));
    for (const death of everyDeath(calls)) await runHistory(historyOf(person, [death]));
  });

  test('keeps every promise if it dies a second time', async () => {
    const atOnce = { activatesAfter: 60 };
    const { calls } = await runHistory(historyOf(atOnce));
    for (const first of everyDeath(calls)) {
      const again = await runHistory(historyOf(atOnce, [first]));
      for (const second of everyDeath(again.calls)) {
        if (second.call > first.call) await runHistory(historyOf(atOnce, [first, second]));
      }
    }
  });
});
