import { globSync, readFileSync } from 'node:fs';
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
const alarms = (
  await createResources({
    sources: { bamboohr: { type: 'bamboohr', company: 'acme', alarms: { silentDays: 14 } } },
    events: true,
  })
)
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

const functions = globSync('lambda/**/*.ts')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

describe.each(['docs/operate.md', 'docs/outcomes.md'])('%s', (file) => {
  const quoted = [...readFileSync(file, 'utf8').matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);

  test('names only codes that the functions have', () => {
    const codes = quoted.filter((text) => /^(?!AWS_)[A-Z]+_[A-Z_]+$/.test(text));
    expect(codes).toContain('HELD_BACK');
    expect(codes.filter((code) => !new RegExp(`\\b${code}\\b`).test(functions))).toEqual([]);
  });

  test('quotes only log messages that the functions write', () => {
    const messages = quoted.filter((text) => /^(?!np[mx] )[a-z]+(?: [a-z]+)+$/.test(text));
    expect(messages).not.toHaveLength(0);
    // Some begin with what they are about: `${subject} failed`.
    const isWritten = (message: string) => {
      const about = message.slice(0, message.lastIndexOf(' '));
      const parts = [`'${about}'`, message.replace(about, '}')];
      return functions.includes(message) || parts.every((text) => functions.includes(text));
    };
    expect(messages.filter((message) => !isWritten(message))).toEqual([]);
  });
});
