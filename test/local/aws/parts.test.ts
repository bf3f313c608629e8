import { expect, test } from '@jest/globals';
import { createParts } from '../../../local/aws/parts.ts';

test('a part goes on if its definition is the same; others are closed, and those that are new are started', async () => {
  const done: string[] = [];
  const parts = createParts<{ name: string; size: number }, { name: string; close: () => void }>(
    ({ name, size }) => {
      done.push(`${name} of ${size} starts`);
      return { name, close: () => void done.push(`${name} of ${size} ends`) };
    },
  );
  const sizes = (all: Record<string, number>) =>
    new Map(Object.entries(all).map(([name, size]) => [name, { name, size }]));

  await parts.update(sizes({ kept: 1, changed: 1, gone: 1 }));
  done.length = 0;
  await parts.update(sizes({ kept: 1, changed: 2, added: 1 }));
  expect(done.sort()).toEqual([
    'added of 1 starts',
    'changed of 1 ends',
    'changed of 2 starts',
    'gone of 1 ends',
  ]);
  expect(parts.all().map(({ name }) => name)).toEqual(['kept', 'changed', 'added']);
  expect(parts.get('gone')).toBeUndefined();

  await parts.close();
  expect(parts.all()).toEqual([]);
});
