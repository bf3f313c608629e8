import { expect, test } from '@jest/globals';
import { read } from './markdown.ts';

const readme = read('README.md');

test('what CI runs is what the README says', () => {
  const [, commands = ''] = /^## Try it in two minutes$.*?^```sh\n(.*?)^```$/ms.exec(readme) ?? [];
  const parts = commands
    .trim()
    .split('\n')
    .flatMap((line) => line.replace(/\s+#.*/, '').split(' && '));
  expect(parts).toEqual(['npm ci', 'npm start -- --once', 'npm run check']);
  for (const part of parts) expect(read('.ci/run').split('\n')).toContain(part);
});

test('its picture is the same on a dark page, but for the colours', () => {
  const drawings = [...readme.matchAll(/docs\/[\w-]+\.svg/g)].map(([file]) => read(file));
  const [dark, light] = drawings.map((svg) => svg.replace(/#[0-9a-f]{6}\b/g, 'a colour'));
  expect(drawings).toHaveLength(2);
  expect(drawings[0]).not.toBe(drawings[1]);
  expect(dark).toBe(light);
});
