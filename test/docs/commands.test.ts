import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { documents, read } from './markdown.ts';

const { scripts } = v.parse(
  v.object({ scripts: v.record(v.string(), v.string()) }),
  JSON.parse(read('package.json')),
);

const named = documents.flatMap((document) =>
  [...read(document).matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
    ([command, script, short = '']) => [document, command, script ?? short] as const,
  ),
);

test.each(named)('%s names %s, which exists', (_, __, script) => {
  expect(scripts).toHaveProperty([script]);
});
