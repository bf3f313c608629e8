import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createResources } from '../infra/template.ts';

const page = readFileSync('docs/operate.md', 'utf8');

const [, alarmPart = ''] = page.split('\n## Alarms\n');
const sections = alarmPart
  .split(/^### /m)
  .slice(1)
  .map((text) => {
    const [heading = '', ...body] = text.split('\n');
    return { heading, body: body.join('\n') };
  });

/** Without the stack's name before it and the source behind it. */
const alarms = (await createResources())
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
