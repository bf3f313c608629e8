import { expect, test } from '@jest/globals';
import { presets } from '../../config/presets/index.ts';
import { apiSecretSchema } from '../../lambda/aws/secrets.ts';
import { sourceOf } from '../helpers/preset-sources.ts';
import { createSource } from '../helpers/sources.ts';
import { read } from './markdown.ts';

const page = read('docs/hr-systems.md');

test('it has each preset by its name, with its page and how sure it is', () => {
  const rows = page.match(/^\| .+? \| `[\w-]+` \| \w+ \|/gm);
  expect(rows).toEqual(
    Object.entries(presets).map(
      ([type, { title, certainty }]) => `| [${title}](hr-systems/${type}.md) | \`${type}\` | ${certainty} |`,
    ),
  );
});

test('it says of each HR system that can be asked which secret that takes', () => {
  for (const type of Object.keys(presets)) {
    const { api } = createSource(sourceOf(type));
    const keys = api && Object.keys(apiSecretSchema(api.authentication).entries);
    const row = page.split('\n').find((line) => line.includes(`| \`${type}\` |`)) ?? '';
    const secret = keys === undefined ? '| – |' : `{${keys.map((key) => `"${key}"`).join(',')}}`;
    expect([type, row]).toEqual([type, expect.stringContaining(secret)]);
  }
});

test('the README names the product of each preset', () => {
  const titles = Object.entries(presets).map(([type, { title }]) =>
    type === 'standard-webhooks' ? 'Standard Webhooks' : (title.split(',')[0] ?? ''),
  );
  const readme = read('README.md');
  expect(titles.filter((title) => !readme.includes(title))).toEqual([]);
});
