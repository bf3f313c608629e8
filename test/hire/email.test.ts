import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import { readAddress, readEmail, unreadableEmail } from '../../lambda/hire/email.ts';

describe('an address that is not clean', () => {
  test.each([
    'Ada Lovelace <ada@home.example>',
    '"Lovelace, Ada" <ada@home.example>',
    'Lovelace, Ada <ada@home.example>;',
    '<ada@home.example>',
    'ada@home.example <ada@home.example>',
    'ada@home.example <mailto:ada@home.example>',
    '[ada@home.example](mailto:ada@home.example)',
    'Ada Lovelace &lt;ada@home.example&gt;',
    'Ada &amp;lt;ada@home.example&amp;gt;',
    'ada&#64;home.example',
    'ada&#x40;home.example',
    'mailto:ada@home.example',
    'MAILTO:ada@home.example?subject=Welcome',
    'mailto:ada%40home.example',
    'smtp:ada@home.example',
    'ada@home.example;',
    ' ada@home.example , ',
    'ada@home.example.',
    'ada@home.example\u200b',
    '\ufeffada@home.example',
    'ada\u200b@home.example',
    'a\u00adda@home.example',
    '\u202aada@home.example\u202c',
    'ada@home.example\u0000',
    '\u00a0ada@home.example\u00a0',
    '"ada@home.example"',
    "'ada@home.example'",
    '“ada@home.example”',
    'ada＠home．example',
    'ａｄａ@home.example',
    'ada@ｈｏｍｅ.example',
    '%20ada@home.example%20',
    '<ada@home.example',
    'ada@home.example>',
    '<<ada@home.example>>',
    'Ada<ada@home.example>',
    '(private)ada@home.example',
    '<b>ada@home.example</b>',
    'ada@home.example%20',
    'ada@home.example (private)',
    'ada@home.example; ada@home.example',
    'ada@home.example; n/a',
    'ada@home.example\n',
  ])('%j is read', (written) => {
    expect(readAddress(written)).toBe('ada@home.example');
  });

  test.each([
    'ada@home.example; ada@old.example',
    'ada@home.example, ada@old.example',
    'ada@home.example ada@old.example',
    'ada@home.example / ada@old.example',
    'ada@home.example\nada@old.example',
    'Ada <ada@home.example>, Bob <bob@home.example>',
    'ada@old.example <ada@home.example>',
    '[ada@home.example](mailto:ada@old.example)',
    'ada@home.example; grace',
    'ada lovelace@home.example',
    'ada @home.example',
    'ada@ home.example',
    'ada@home',
    'ada@@home.example',
    'ada@home..example',
    'ada at home.example',
    'ada%20lovelace@home.example',
    'ada.love]lace@home.example',
    'ada.love<lace@home.example',
    'ada.love(x)lace@home.example',
    'ada@home.ex>ample',
    'ada@home.example[.au',
    'ada(at)home.example',
    'ada.home.example',
    '<>@',
    '*@home.example',
    'ada@home.example\nBcc: eve@evil.example',
    'see the attachment',
    '+49 30 123456',
    `${'x'.repeat(2000)} <ada@home.example>`,
    `${'a'.repeat(65)}@home.example`,
    42,
    true,
    {},
    { value: 'ada@home.example' },
    ['ada@home.example'],
  ])('%j is there, but nobody can say which address it is', (written) => {
    expect(readAddress(written)).toBe(unreadableEmail);
  });

  test.each([
    undefined,
    null,
    false,
    '',
    ' ',
    '\u200b',
    '-',
    '--',
    'n/a',
    'N.A.',
    'none',
    'No e-mail',
    'no personal email address',
    'not provided',
    'null',
    'TBD',
    '0',
    0,
    ';',
  ])('%j stands for none', (written) => {
    expect(readAddress(written)).toBeUndefined();
  });

  test('keeps its case, and is not changed if it is clean', () => {
    for (const clean of [
      'Ada@Home.example',
      "o'brien+hr@home.example",
      'a&b@home.example',
      '_{x}@home.example',
    ])
      expect(readAddress(` ${clean} `)).toBe(clean);
    expect(readAddress('<Ada@Home.example>, <ada@home.example>')).toBe('Ada@Home.example');
  });

  test('keeps what a machine may have escaped', () => {
    expect(readAddress('ada%2Bhr@home.example')).toBe('ada+hr@home.example');
    expect(readAddress('mailto:o%27brien%2Bhr@home.example')).toBe("o'brien+hr@home.example");
    for (const plain of [
      'ada%40home.example@relay.example',
      '100%ada@home.example',
      'ada%ad@home.example',
      'ada+hr@home.example',
    ])
      expect(readAddress(plain)).toBe(plain);
  });

  test('is read as an address that is clean, as unreadable, or as none, whatever it is', () => {
    const pieces = fc.constantFrom(
      ...'ada@home.example <>();,|"\'\n\u200b&lt;mailto:%40＠[]'.split(''),
      'n/a',
      '@b.example',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(fc.oneof(texts, fc.jsonValue()), (written) => {
        const read = readAddress(written);
        if (typeof read === 'string') expect([readEmail(read), readAddress(read)]).toEqual([read, read]);
        else expect([undefined, unreadableEmail]).toContain(read);
        // What was an address stays the same one, unless a machine wrote it.
        const isPlain = typeof written === 'string' && !/%|[\uff01-\uff5e]/.test(written);
        expect((isPlain ? readEmail(written) : undefined) ?? read).toBe(read);
      }),
    );
  });
});
