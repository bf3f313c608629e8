import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { read } from './markdown.ts';

const changelog = read('CHANGELOG.md');
const headings = [...changelog.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
const released = headings.filter((heading) => heading !== 'Unreleased');

test('the changelog has the versions from the latest to the first, each with its date', () => {
  expect(headings.lastIndexOf('Unreleased')).toBeLessThanOrEqual(0);
  for (const heading of released) expect(heading).toMatch(/^\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d$/);
  const dates = released.map((heading) => heading.split(' - ')[1] ?? '');
  expect(dates).toEqual(dates.toSorted().reverse());
  expect(released.at(-1)).toMatch(/^0\.1\.0 /);
});

test('every version but the first says what to do when you update', () => {
  const sections = changelog.split(/^## /m).slice(1, -1);
  expect(sections).toHaveLength(headings.length - 1);
  for (const section of sections) expect(section).toContain('\n### When you update\n');
});

test('the latest version is kept, so that a test upgrades it', () => {
  const kept = readdirSync(new URL('../upgrade/versions', import.meta.url));
  expect(kept).toContain(`${released[0]?.split(' - ')[0]}.br`);
});

test.each(['package.json', 'package-lock.json'])('%s has the latest version', (file) => {
  const { version } = v.parse(v.object({ version: v.string() }), JSON.parse(read(file)));
  expect(released[0]).toMatch(new RegExp(`^${version} `));
});
