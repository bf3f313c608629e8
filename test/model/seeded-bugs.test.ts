import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { searchHistories } from './search-histories.ts';
import { type SeededBug, seededBugs } from './seeded-bugs.ts';
import { spawnSearch } from './spawn-search.ts';

/** What the model test runs: the rest of the project is not needed. */
const parts = ['config', 'lambda', 'infra', 'test/model', 'test/helpers', 'package.json'];
/** How far the search goes on from the history in which the bug was found. */
const further = 3000;

let copy: string;
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'hire-invites-bug-'));
  for (const part of parts) await cp(part, join(copy, part), { recursive: true });
  await symlink(resolve('node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rm(copy, { recursive: true }));

async function introduce({ changes }: SeededBug): Promise<void> {
  for (const { file, from, to } of changes) {
    const text = await readFile(join(copy, file), 'utf8');
    expect(text.split(from)).toHaveLength(2);
    await writeFile(
      join(copy, file),
      text.replace(from, () => to),
    );
  }
}

/** The histories in which a bug was found. */
const telling: SeededBug['foundAt'][] = [];

test.each(seededBugs.map((bug) => [bug.name, bug] as const))(
  'the model test finds that %s',
  async (_, bug) => {
    await introduce(bug);
    const { seed, history: from } = bug.foundAt;
    const { code, report } = await spawnSearch(copy, {
      histories: from + further,
      seed,
      from,
      unshrunk: true,
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
