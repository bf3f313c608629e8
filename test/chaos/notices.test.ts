import { expect, test } from '@jest/globals';
import type { Fate } from './fates.ts';
import { findUntold } from './notices.ts';

const fates = (...hires: [hire: string, is: 'parked' | 'not-activated' | 'invited'][]) =>
  new Map(hires.map(([hire, is]): [string, Fate] => [hire, is === 'parked' ? { is, code: 'X' } : { is }]));

const notice = (...lines: string[]) => ({ at: '', subject: '', text: lines.join('\n') });
const parked = notice('USER_LOCKED (parked)', '  home-made id-1, since Fri 6 Nov 16:40', 'What it means.');

test('who was named is told of', () => {
  expect(findUntold(fates(['home-made//id-1', 'parked']), [parked])).toEqual([]);
});

test('who needs no hand need not be named', () => {
  expect(findUntold(fates(['home-made//id-1', 'invited']), [])).toEqual([]);
});

test('who was not named, or for something else, is not told of', () => {
  const hires = fates(['home-made//id-1', 'not-activated'], ['home-made//id-2', 'parked']);
  expect(findUntold(hires, [parked])).toEqual(['home-made//id-2', 'home-made//id-1']);
});

test('as many as a long notice counts are told of', () => {
  const long = notice('NOT_ACTIVATED (not activated)', '  home-made id-1', '  and 1 more');
  const hires = (...ids: number[]) =>
    fates(...ids.map((id): [string, 'not-activated'] => [`home-made//id-${id}`, 'not-activated']));
  expect(findUntold(hires(1, 2), [long])).toEqual([]);
  expect(findUntold(hires(1, 2, 3), [long])).toEqual(['home-made//id-2', 'home-made//id-3']);
});
