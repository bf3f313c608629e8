import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { searchHistories } from './search-histories.ts';
import { type SeededBug, seededBugs } from './seeded-bugs.ts';
import { spawnSearch } from './spawn-search.ts';

/** How far the search goes on from the history in which the bug was found. */
const further = 3000;

/** The histories in which a bug was found. */
const telling: SeededBug['foundAt'][] = [];

test.each(seededBugs.map((bug) => [bug.name, bug] as const))(
  'the model test finds that %s',
  async (bug, { changes, foundAt: { seed, history: from } }) => {
    for (const change of changes)
      expect((await readFile(change.file, 'utf8')).split(change.from)).toHaveLength(2);
    const { code, report } = await spawnSearch({
      histories: from + further,
      seed,
      from,
      unshrunk: true,
      bug,
    });
    expect(report).toContain('PROMISE BROKEN');
    expect(code).toBe(1);
    const [, history] = /history (\d+):/.exec(report) ?? [];
    telling.push({ seed, history: Number(history) });
  },
);

test('without any of them, the same histories keep every promise', async () => {
  expect(telling).not.toHaveLength(0);
  for (const { seed, history } of telling) {
    const { report } = await searchHistories({ histories: history, seed, from: history });
    expect(report).toContain('1 histories');
    expect(report).toContain('kept every promise');
  }
});
