import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type SeededBug, seededBugs } from './seeded-bugs.ts';
import { spawnSearch } from './spawn-search.ts';

/** What the model test runs: the rest of the project is not needed. */
const parts = ['config', 'lambda', 'infra', 'test/model', 'test/helpers', 'package.json'];
const histories = 3000;

let copy: string;
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'hire-invites-bug-'));
  for (const part of parts) await cp(part, join(copy, part), { recursive: true });
  await symlink(resolve('node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rm(copy, { recursive: true }));

async function seed({ changes }: SeededBug): Promise<void> {
  for (const { file, from, to } of changes) {
    const text = await readFile(join(copy, file), 'utf8');
    expect(text.split(from)).toHaveLength(2);
    await writeFile(
      join(copy, file),
      text.replace(from, () => to),
    );
  }
}

/** By seed: after how many histories at most a bug was found. */
const searched = new Map<number, number>();

test.each(seededBugs.map((bug) => [bug.name, bug] as const))(
  'the model test finds that %s',
  async (_, bug) => {
    await seed(bug);
    const { foundWithSeed } = bug;
    const { code, report } = await spawnSearch(copy, { histories, seed: foundWithSeed, unshrunk: true });
    expect(report).toContain('PROMISE BROKEN');
    expect(code).toBe(1);
    const [, foundAfter = ''] = /history (\d+):/.exec(report) ?? [];
    searched.set(foundWithSeed, Math.max(Number(foundAfter), searched.get(foundWithSeed) ?? 0));
  },
);

test('without any of them, the same histories keep every promise', async () => {
  expect(searched.size).toBeGreaterThan(0);
  for (const [seed, histories] of searched) {
    const { code, report } = await spawnSearch('.', { histories, seed });
    expect(report).toContain(`${histories} histories`);
    expect(code).toBe(0);
  }
});
