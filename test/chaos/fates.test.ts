import { expect, test } from '@jest/globals';
import { type Fate, toFate } from './fates.ts';

const hire = 'home-made//1';

/** What there is of one hire: its row, and the places where a message or a schedule of it is. */
function fateOf(
  row: { state: string; code?: string } | undefined,
  ...places: ('awake' | 'dead' | 'failed')[]
) {
  const hiresIn = (place: 'awake' | 'dead' | 'failed') => new Set(places.includes(place) ? [hire] : []);
  const rows = new Map(row === undefined ? [] : [[hire, { hire, code: row.code, state: row.state }]]);
  return toFate(hire, { rows, awake: hiresIn('awake'), dead: hiresIn('dead'), failed: hiresIn('failed') });
}

test.each<[string, Fate, Fate]>([
  ['invited', fateOf({ state: 'invited' }), { is: 'invited' }],
  ['invited, whatever messages are left', fateOf({ state: 'invited' }, 'dead', 'awake'), { is: 'invited' }],
  ['already active', fateOf({ state: 'already-active' }), { is: 'invited' }],
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
