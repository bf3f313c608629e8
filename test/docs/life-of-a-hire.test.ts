import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { withStates } from '../../docs/life-of-a-hire.ts';
import { allStates, firstStates, type State, states } from '../../lambda/hire/states.ts';

const page = readFileSync('docs/life-of-a-hire.md', 'utf8');

test('the page’s states are those of the code, and so are the ways between them', () => {
  const emptied = page.replace(/(?<=states, made from .*-->\n).*(?=<!-- end of states)/s, '');
  expect(emptied).not.toBe(page);
  expect(withStates(emptied)).toBe(page);
});

test('every state can be reached', () => {
  const reached = new Set([
    ...firstStates,
    ...allStates.flatMap((state): readonly State[] => states[state].leadsTo),
  ]);
  expect(allStates.filter((state) => !reached.has(state))).toEqual([]);
});
