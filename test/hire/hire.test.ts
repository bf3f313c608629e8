import { describe, expect, test } from '@jest/globals';
import { readEmail } from '../../lambda/hire/email.ts';
import { hashText } from '../../lambda/hire/hash.ts';
import { hireKey, readHireKey, showHire } from '../../lambda/hire/hire-key.ts';
import { toAsciiJson } from '../../lambda/hire/invite-message.ts';
import { readEmployeeId, readId } from '../../lambda/hire/person.ts';
import { readStartDate } from '../../lambda/hire/start-date.ts';

describe('an e-mail address', () => {
  test.each([
    ['ada@acme.example', 'ada@acme.example'],
    [' Ada.Lovelace@Acme.example\n', 'Ada.Lovelace@Acme.example'],
    ["o'brien+hr@mail.acme.example", "o'brien+hr@mail.acme.example"],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['zoë@bücher.example', 'zoë@bücher.example'],
    ['a@b.co', 'a@b.co'],
  ])('%j is %j, its case kept', (value, address) => {
    expect(readEmail(value)).toBe(address);
  });

  test.each([
    '',
    ' ',
    'n/a',
    '-',
    'none',
    'ada',
    'ada@',
    '@acme.example',
    'ada@acme',
    'ada@@acme.example',
    'ada @acme.example',
    'ada@acme.example, bob@acme.example',
    '*@acme.example',
    'a*@acme.example',
    'ada@-acme.example',
    'ada@acme..example',
    'Ada <ada@acme.example>',
    '\ud800@acme.example',
    'ada\u0000@acme.example',
    'ada\u200b@acme.example',
    `${'a'.repeat(65)}@acme.example`,
    `ada@${'a'.repeat(260)}.example`,
    null,
    undefined,
    42,
    {},
    ['ada@acme.example'],
  ])('%j is not an address', (value) => {
    expect(readEmail(value)).toBeUndefined();
  });
});

describe('an employee id', () => {
  test.each([
    ['100', '100'],
    ['00021', '00021'],
    [' 7 ', '7'],
    [100, '100'],
    [0, '0'],
    ['3373576791477190995', '3373576791477190995'],
  ])('%j is %j', (value, id) => {
    expect(readId(value)).toBe(id);
  });

  test.each(['', ' ', null, undefined, true, {}, [], 1.5, Number('3373576791477190995'), Number.NaN])(
    '%j is not an id',
    (value) => {
      expect(readId(value)).toBeUndefined();
    },
  );
});

describe('what stands in the place of an employee id', () => {
  test.each([
    ...[
      'N/A',
      'n/a',
      'NA',
      'n.a.',
      'NOT AVAILABLE',
      'Not Applicable',
      'not assigned',
      'none',
      'No ID',
      'null',
    ],
    ...[
      'nil',
      'undefined',
      'Unknown',
      'pending',
      'TBD',
      't.b.d.',
      'tba',
      '-',
      '--',
      '—',
      '?',
      '.',
      '*',
      '#',
      '_',
    ],
    ...['0', '000', '-1', 0, '00000000-0000-0000-0000-000000000000'],
  ])('%j is not an id', (value) => {
    expect(readEmployeeId(value)).toBeUndefined();
  });

  test.each(['100', '00021', '10', 'A0', 'nadia', 'N-1', 'none-7', '00000000-0000-0000-0000-000000000001'])(
    '%j is one',
    (value) => {
      expect(readEmployeeId(value)).toBe(value);
    },
  );
});

describe('the key of a hire', () => {
  const recordHash = 'hash';

  test.each([
    [{ source: 'bamboohr', employeeId: '100', recordHash }, 'bamboohr//100'],
    [{ source: 'merge', tenant: 'acme-1', employeeId: 'E_100', recordHash }, 'merge/acme-1/E_100'],
    [
      { source: 'hibob', employeeId: '7c1f3a0e-0000-4000-8000-000000000001', recordHash },
      'hibob//7c1f3a0e-0000-4000-8000-000000000001',
    ],
    [{ source: 'bamboohr', recordHash }, 'bamboohr//record-hash'],
  ])('%j is %s', (hire, key) => {
    expect(hireKey(hire)).toBe(key);
  });

  test.each([
    'ada@acme.example',
    'ada.lovelace',
    'AdaLovelace',
    'a.1',
    'a/1',
    'Ada 1',
    '1'.repeat(65),
    '1🔑',
  ])('holds no id like %j, but its hash', (employeeId) => {
    expect(hireKey({ source: 's', employeeId, recordHash })).toMatch(/^s\/\/sha256:[0-9a-f]{32}$/);
  });

  test('is different for a different id, tenant or source', () => {
    const keys = [
      { source: 'a', tenant: 'b', employeeId: 'c' },
      { source: 'a', tenant: 'bc', employeeId: '' },
      { source: 'a', employeeId: 'b/c' },
      { source: 'a', employeeId: 'c' },
      { source: 'b', employeeId: 'c' },
    ].map((hire) => hireKey({ ...hire, recordHash }));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('JSON in ASCII says the same', () => {
  const value = { name: 'Zoë 🎉\u007f\ud800', note: 'a\n"b"' };
  expect(toAsciiJson(value)).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(toAsciiJson(value))).toEqual(value);
});

test.each<[unknown, string | undefined, string]>([
  ['2026-03-02', '2026-03-02', 'a date'],
  [' 2026-03-02 ', '2026-03-02', 'white space is a slip'],
  ['2015-10-14T00:00:00Z', '2015-10-14', 'Paylocity’s: 14 October everywhere'],
  ['2015-10-14T23:30:00-08:00', '2015-10-14', 'the day as written, whatever the zone'],
  ['2026-01-31T18:42:00+0000', '2026-01-31', 'an offset without a colon'],
  ['2026-03-02T08:00:00.123456', '2026-03-02', 'HiBob’s: no zone'],
  ['2026-03-02 00:00:00', '2026-03-02', 'a space in place of the T'],
  ['2000-01-01-08:00', '2000-01-01', 'an XML date with a zone (Workday)'],
  ['2000-01-01Z', '2000-01-01', 'the same in UTC'],
  ['2024-02-29', '2024-02-29', 'a leap day'],
  ['2026-02-29', 'unreadable', 'no leap year'],
  ['2100-02-29', 'unreadable', 'no leap year either'],
  ['2026-02-30', 'unreadable', 'there is no such day'],
  ['2026-13-01', 'unreadable', 'there is no such month'],
  ['2026-00-10', 'unreadable', 'nor this'],
  ['03/02/2026', 'unreadable', '2 March or 3 February: nobody knows'],
  ['02.03.2026', 'unreadable', 'the same'],
  ['20260302', 'unreadable', 'may be a number of something else'],
  ['26-03-02', 'unreadable', 'of which century'],
  ['+002026-03-02', 'unreadable', 'no HR system writes so'],
  ['TBD', 'unreadable', 'somebody’s words'],
  ['2026-03-02 or later', 'unreadable', 'the same'],
  [1_772_409_600, 'unreadable', 'seconds, milliseconds, days since 1900?'],
  [{ value: '2026-03-02' }, 'unreadable', 'a shape that nobody has documented'],
  ['', undefined, 'nothing'],
  [' ', undefined, 'nothing'],
  [null, undefined, 'nothing'],
  [undefined, undefined, 'nothing'],
  ['0000-00-00', undefined, 'BambooHR’s empty date'],
])('the start date %j is read as %s: %s', (value, date) => {
  expect(readStartDate(value)).toBe(date);
});

describe('a row key as it is shown', () => {
  const recordHash = '0123456789abcdef0123456789abcdef';
  test.each([
    '100',
    '00021',
    '1234567',
    '3419283646526259215',
    'E1234',
    'E_100',
    'w-7',
    'EMP-00123',
    'id-42',
    '7c1f3a0e-0000-4000-8000-000000000001',
    '64b7f3c2e4b0a1d2c3e4f5a6',
    '0e7f1a2b3c4d5e6f7a8b9c0d1e2f3a4b',
  ])('has the id %s, which says nothing about the person', (employeeId) => {
    const key = hireKey({ source: 's', tenant: 'acme-1', employeeId, recordHash });
    expect(showHire(key)).toBe(`s/acme-1/${employeeId}`);
  });

  test.each([
    ['jane-doe-1990', 'a name'],
    ['ada1', 'a name'],
    ['ada-1', 'a name'],
    ['jdoe7', 'a name'],
    ['jd1990', 'initials and a year'],
    ['123-45-6789', 'a number of the US’ social security'],
    ['123456789', 'the same, or a Dutch one'],
    ['12345678', 'a day of birth, or a Spanish one without its letter'],
    ['19900513', 'a day of birth'],
    ['1990-05-13', 'a day of birth'],
    ['900513-1234', 'a Swedish one'],
    ['12345678901', 'a Brazilian, Polish, Turkish or German one'],
    ['110101199003070134', 'a Chinese one'],
    ['QQ123456C', 'a British one'],
    ['X12345678', 'a passport'],
    ['RSSMRA85T10A562S', 'an Italian one'],
    ['4111111111111111', 'a card'],
    ['0049-30-901820', 'a telephone'],
  ])('has a hash in place of the id %s: it may be %s', (employeeId) => {
    const key = hireKey({ source: 's', tenant: 'acme-1', employeeId, recordHash });
    expect(key).toBe(`s/acme-1/${employeeId}`);
    const shown = showHire(key);
    expect(shown).toBe(`s/acme-1/sha256:${hashText(employeeId)}`);
    expect(showHire(shown)).toBe(shown);
  });

  test.each([
    ['', 'no row key'],
    ['stack', 'nor this'],
    ['7c1f3a0e-jane-1', 'nor this'],
    ['s//record-0123456789abcdef0123456789abcdef', 'the hash of a record'],
    ['s//sha256:0123456789abcdef0123456789abcdef', 'a hash already'],
    ['s//ada', 'an id that no key of ours has'],
  ])('is %j as it is: %s', (key) => {
    expect(showHire(key)).toBe(key);
  });
});

describe('the employee that the key of a hire names', () => {
  const recordHash = '0123456789abcdef0123456789abcdef';
  test.each([
    [{ source: 'bamboohr', employeeId: '100' }],
    [{ source: 'bamboohr', employeeId: 'record-7' }],
    [{ source: 'bamboohr', tenant: 'tenant-1', employeeId: 'A-1_b' }],
  ])('is %j', (employee) => {
    expect(readHireKey(hireKey({ ...employee, recordHash }))).toEqual(employee);
  });

  test.each<[{ source: string; tenant?: string; employeeId?: string }, string]>([
    [{ source: 'bamboohr' }, 'there was no id'],
    [{ source: 'bamboohr', employeeId: 'ada' }, 'an id that may be a name is kept as a hash'],
    [{ source: 'bamboohr', tenant: 'acme', employeeId: '1' }, 'so is a tenant'],
  ])('cannot be told apart from that of %j (%s)', (employee) => {
    expect(readHireKey(hireKey({ ...employee, recordHash }))).toBeUndefined();
  });

  test.each(['', 'bamboohr', 'bamboohr//', '//100', 'bamboohr//100/1'])('cannot be read from %j', (key) => {
    expect(readHireKey(key)).toBeUndefined();
  });
});
