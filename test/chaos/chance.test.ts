import { expect, test } from '@jest/globals';
import { choose, createChance, createCounter, shuffle } from './chance.ts';

test('the same question has the same answer, whatever was asked before', () => {
  const one = createChance(7);
  const other = createChance(7);
  other('kill', 'receive', 1);
  expect(other('invite', 'a', 2)).toBe(one('invite', 'a', 2));
});

test('another seed, thing, subject or time has another answer', () => {
  const chance = createChance(7);
  const answers = [
    chance('a', 'x', 1),
    chance('b', 'x', 1),
    chance('a', 'y', 1),
    chance('a', 'x', 2),
    createChance(8)('a', 'x', 1),
  ];
  expect(new Set(answers).size).toBe(answers.length);
});

test('each thing is chosen in its share of the cases', () => {
  const chance = createChance(1);
  const shares = [
    [0.3, 'often'],
    [0.1, 'rarely'],
  ] as const;
  const chosen = Array.from({ length: 5000 }, (_, index) => choose(shares, chance('what', index)));
  const shareOf = (thing: string | undefined) => chosen.filter((item) => item === thing).length / 5000;
  expect(shareOf('often')).toBeCloseTo(0.3, 1);
  expect(shareOf('rarely')).toBeCloseTo(0.1, 1);
  expect(shareOf(undefined)).toBeCloseTo(0.6, 1);
});

test('shuffling keeps everything, and gives the same order for the same seed', () => {
  const items = Array.from({ length: 50 }, (_, index) => index);
  const shuffled = shuffle(items, createChance(3), 'items');
  expect(shuffled).not.toEqual(items);
  expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
  expect(shuffle(items, createChance(3), 'items')).toEqual(shuffled);
});

test('each key is counted by itself', () => {
  const count = createCounter();
  expect([count('a'), count('a'), count('b'), count('a')]).toEqual([1, 2, 1, 3]);
});
