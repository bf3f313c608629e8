import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createStack, Resources } from '../infra/template.ts';

const read = (file: string) => readFileSync(`docs/${file}`, 'utf8');
const page = read('operate.md');

const [, alarmPart = ''] = page.split('\n## Alarms\n');
const sections = alarmPart
  .split(/^### /m)
  .slice(1)
  .map((text) => {
    const [heading = '', ...body] = text.split('\n');
    return { heading, body: body.join('\n') };
  });

/** Without the stack's name before it and the source behind it. */
const alarms = new Resources(createStack())
  .ofType('AWS::CloudWatch::Alarm')
  .map(({ Properties }) => String(Properties['AlarmName']).replace(/^hire-invites-(\w+).*/, '$1'));

test('every alarm has one heading, and every heading under "Alarms" is an alarm’s', () => {
  expect(sections.map(({ heading }) => heading).sort()).toEqual(alarms.sort());
});

describe.each(sections)('under $heading', ({ body }) => {
  const [before = '', ...parts] = body.split(/^\*\*(.+)\*\*:/m);

  test('stands what the alarm means, what to look at and what to do, and nothing else', () => {
    expect(before.trim()).toBe('');
    expect(parts.filter((_, index) => index % 2 === 0)).toEqual(['What it means', 'Look at', 'Do']);
    for (const text of parts) expect(text).toMatch(/\w/);
  });
});

test.each(['operate.md', 'outcomes.md'])('every link in %s leads to a heading that is there', (file) => {
  const links = [...read(file).matchAll(/\]\(([^)#]*)#([^)]*)\)/g)];
  expect(links).not.toHaveLength(0);
  for (const [, other, anchor] of links) {
    const headings = read(other || file).matchAll(/^#+ (.+)$/gm);
    expect([...headings].map(([, text = '']) => toAnchor(text))).toContain(anchor);
  }
});

/** As GitHub makes it. */
function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
