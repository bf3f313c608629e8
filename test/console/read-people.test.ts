import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPeople } from '../../console/hires/read-people.ts';

/** The people in a CSV file, in the ways in which Excel and others write it. */

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'people-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Buffer) {
  const file = join(folder, 'people.csv');
  await writeFile(file, content);
  return readPeople(file);
}

const jane = { workEmail: 'jane@acme.com', personalEmail: 'jane@home.com' };

describe('is read', () => {
  test.each([
    ['without a header', 'jane@acme.com,jane@home.com\n'],
    ['with CRLF and no line break at the end', 'jane@acme.com,jane@home.com\r\n\r\n'],
    ['with a byte order mark', '\ufeffjane@acme.com,jane@home.com'],
    ['with semicolons, as Excel writes them', 'jane@acme.com;jane@home.com;\r\n;;\r\n'],
    ['with tabs', 'jane@acme.com\tjane@home.com'],
    ['with quotes', '"jane@acme.com","jane@home.com"'],
    ['with white space', ' jane@acme.com , "jane@home.com" '],
    ['with what stands around an address', '"Doe, Jane <jane@acme.com>",mailto:jane@home.com'],
    ['as Unicode text of Excel', Buffer.from('\ufeffjane@acme.com\tjane@home.com\r\n', 'utf16le')],
  ])('%s', async (_, content) => {
    expect(await read(content)).toEqual([{ line: 1, ...jane }]);
  });

  test.each([
    'work e-mail,personal e-mail',
    'E-Mail,Private email',
    'workEmail;personalEmail',
    'Work Email Address\tHome E-Mail',
  ])('with the header %j, in any order and beside other columns', async (header) => {
    const mark = /[;\t]/.exec(header)?.[0] ?? ',';
    const [work = '', personal = ''] = header.split(mark);
    const rows = [
      ['Name', personal, 'Team', work],
      [mark === ',' ? '"Doe, Jane"' : 'Doe, Jane', 'jane@home.com', '', 'jane@acme.com'],
    ];
    expect(await read(rows.map((row) => row.join(mark)).join('\r\n'))).toEqual([{ line: 2, ...jane }]);
  });

  test('with one column, and a personal address for some only', async () => {
    expect(await read('work email\njane@acme.com\nbob@acme.com')).toEqual([
      { line: 2, workEmail: 'jane@acme.com' },
      { line: 3, workEmail: 'bob@acme.com' },
    ]);
    expect(await read('jane@acme.com,n/a\nbob@acme.com,')).toEqual([
      { line: 1, workEmail: 'jane@acme.com' },
      { line: 2, workEmail: 'bob@acme.com' },
    ]);
  });

  test('with the same person twice, who is one', async () => {
    expect(await read('jane@acme.com,jane@home.com\nJANE@acme.com,Jane@home.com')).toEqual([
      { line: 1, ...jane },
    ]);
  });
});

describe('is refused, with the lines and without what stands in them', () => {
  test.each([
    [
      'jane@acme.com\nbob(at)acme.com\n,x@home.com\nx@y.com,"a@b.com, c@d.com"',
      ['line 2: the work address is not', 'line 3: no work address', 'line 4: the personal address is not'],
    ],
    [
      'jane@acme.com,jane@home.com\n\njane@acme.com,other@home.com',
      ['line 3: line 1 has another personal address'],
    ],
    ['jane@acme.com,jane@home.com,Jane', ['line 1: more than two columns']],
    ['name,team\njane,x', ['names no column "work e-mail"']],
    ['jane@acme.com,"unclosed\nbob@acme.com', ['Line 2 is not CSV']],
    ['', ['Nobody stands in the file']],
    ['work e-mail\n', ['Nobody stands in the file']],
  ])('%j', async (content, messages) => {
    const error = await read(content).catch((reason) => reason);
    for (const message of messages) expect(error.message).toContain(message);
    expect(error.message).not.toContain('@');
  });

  test('if it is not there', () => {
    expect(() => readPeople(join(folder, 'nowhere.csv'))).toThrow('nowhere.csv cannot be read');
  });
});
