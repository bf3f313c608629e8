import { expect, test } from '@jest/globals';
import { type Fate, toFate } from './fates.ts';

const hire = 'home-made//1';

type Place = 'awake' | 'awaited' | 'dead' | 'failed';

/** What there is of one hire: its row, and the places where a message or a schedule of it is. */
function fateOf(
  row: { state: string; code?: string; followUpAt?: string } | undefined,
  ...places: Place[]
): Fate {
  const hiresIn = (...these: Place[]) => new Set(these.some((place) => places.includes(place)) ? [hire] : []);
  return toFate(hire, {
    rows: new Map(row === undefined ? [] : [[hire, { hire, ...row }]]),
    awake: hiresIn('awake', 'awaited'),
    awaited: hiresIn('awaited'),
    dead: hiresIn('dead'),
    failed: hiresIn('failed'),
  });
}

const followUpAt = '2026-03-03T08:00:00Z';

test.each<[string, Fate, Fate]>([
  ['invited, with the next look', fateOf({ state: 'invited', followUpAt }, 'awaited'), { is: 'invited' }],
  ['invited, without one', fateOf({ state: 'invited', followUpAt }), { is: 'lost' }],
  ['invited, with another message', fateOf({ state: 'invited', followUpAt }, 'awake'), { is: 'lost' }],
  [
    'invited, its look dead',
    fateOf({ state: 'invited', followUpAt }, 'dead'),
    { is: 'dead without a reason' },
  ],
  [
    'not activated, with the next look',
    fateOf({ state: 'not-activated', followUpAt }, 'awaited'),
    { is: 'not-activated' },
  ],
  ['not activated, without one', fateOf({ state: 'not-activated', followUpAt }), { is: 'lost' }],
  ['not activated after two weeks', fateOf({ state: 'not-activated' }), { is: 'not-activated' }],
  ['activated, whatever is left', fateOf({ state: 'activated' }, 'dead', 'awake'), { is: 'activated' }],
  ['already active', fateOf({ state: 'already-active' }), { is: 'already-active' }],
  ['cancelled', fateOf({ state: 'cancelled' }), { is: 'cancelled' }],
  ['waiting with a wake-up', fateOf({ state: 'waiting' }, 'awake'), { is: 'waiting' }],
  ['waiting without one', fateOf({ state: 'waiting' }), { is: 'lost' }],
  ['sending with a wake-up', fateOf({ state: 'sending' }, 'awake'), { is: 'waiting' }],
  ['sending without one', fateOf({ state: 'sending' }), { is: 'lost' }],
  ['accepted, still queued', fateOf(undefined, 'awake'), { is: 'waiting' }],
  ['accepted, and nothing else', fateOf(undefined), { is: 'lost' }],
  [
    'parked, its message dead',
    fateOf({ state: 'parked', code: 'USER_LOCKED' }, 'dead'),
    { is: 'parked', code: 'USER_LOCKED' },
  ],
  [
    'parked, its message on the way',
    fateOf({ state: 'parked', code: 'USER_LOCKED' }, 'awake'),
    { is: 'waiting' },
  ],
  ['parked, its message gone', fateOf({ state: 'parked', code: 'USER_LOCKED' }), { is: 'lost' }],
  ['dead, its row not parked', fateOf({ state: 'waiting' }, 'dead'), { is: 'dead without a reason' }],
  ['dead without a row', fateOf(undefined, 'dead'), { is: 'dead without a reason' }],
  ['with a wake-up that failed', fateOf({ state: 'waiting' }, 'failed'), { is: 'schedule failed' }],
])('a hire that is %s', (_, fate, expected) => {
  expect(fate).toEqual(expected);
});
