import { expect, test } from '@jest/globals';
import { documents, read, withoutCode } from './markdown.ts';

/** Wrapped at about 120; a long link at the end may stand over. Tables cannot be wrapped. */
const longest = 130;

test.each(documents)('%s has no line of prose that is too long to read', (document) => {
  const prose = withoutCode(read(document))
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('|'));
  expect(prose.filter((line) => line.length > longest)).toEqual([]);
});
