import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import * as v from 'valibot';
import { readAddress } from '../../lambda/hire/email.ts';
import { NotDone } from '../command.ts';

/** Whom a file names, and the line that it stands in. */
export interface ListedPerson {
  line: number;
  workEmail: string;
  personalEmail?: string;
}

const Rows = v.array(v.object({ record: v.array(v.string()), info: v.object({ lines: v.number() }) }));
interface Row {
  line: number;
  cells: string[];
}

/**
 * The people in a CSV file: a work address and perhaps a personal one a line, as Excel and others write it. Somebody who
 * stands in it twice is one person.
 * @throws NotDone if there is no such file, nobody in it, or anything that is wrong: it names the lines, and no address.
 */
export function readPeople(file: string): ListedPerson[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new NotDone(`${file} cannot be read.`);
  }
  const [first, ...others] = toRows(decode(bytes));
  if (first === undefined) throw new NotDone('Nobody stands in the file.');
  const hasHeader = !first.cells.some((cell) => cell.includes('@'));
  const columns = hasHeader ? readHeader(first.cells) : { work: 0, personal: 1 };
  const people = new Map<string, ListedPerson>();
  const faults: string[] = [];
  for (const row of hasHeader ? others : [first, ...others]) {
    const person = readPerson(row, columns, hasHeader);
    const before = typeof person === 'string' ? undefined : people.get(person.workEmail.toLowerCase());
    if (typeof person === 'string') faults.push(`line ${row.line}: ${person}`);
    else if (before === undefined) people.set(person.workEmail.toLowerCase(), person);
    else if (before.personalEmail?.toLowerCase() !== person.personalEmail?.toLowerCase())
      faults.push(`line ${row.line}: line ${before.line} has another personal address for the same person`);
  }
  if (faults.length > 0) throw new NotDone(['Nobody was invited. Correct the file:', ...faults].join('\n  '));
  if (people.size === 0) throw new NotDone('Nobody stands in the file.');
  return [...people.values()];
}

/** Excel's "Unicode Text" is UTF-16. `TextDecoder` leaves the byte order mark out. */
function decode(bytes: Buffer): string {
  return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
}

/** Where a comma is the decimal sign, Excel parts the columns by semicolons. */
const delimiters = [';', '\t', ','];

function toRows(text: string): Row[] {
  const [firstLine = ''] = text.split(/\r?\n|\r/, 1);
  try {
    const rows = parse(text, {
      delimiter: delimiters.find((one) => firstLine.includes(one)) ?? ',',
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    });
    return v.parse(Rows, rows).map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its message quotes the line.
    throw new NotDone(`Nobody was invited. Line ${String(error['lines'])} is not CSV: see its quotes.`);
  }
}

interface Columns {
  work: number;
  personal: number;
}

const workNames = /^(?:work|business|company|office)?e?mail(?:address)?$/;
const personalNames = /^(?:personal|private|home)e?mail(?:address)?$/;

function readHeader(cells: string[]): Columns {
  const names = cells.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''));
  const work = names.findIndex((name) => workNames.test(name));
  if (work === -1)
    throw new NotDone('The first line names no column "work e-mail", and holds no address either.');
  return { work, personal: names.findIndex((name) => personalNames.test(name)) };
}

/** @returns what is wrong with the line, if anything is. */
function readPerson(
  { line, cells }: Row,
  { work, personal }: Columns,
  hasHeader: boolean,
): ListedPerson | string {
  if (!hasHeader && cells.slice(2).some((cell) => cell !== ''))
    return 'more than two columns; name them in the first line: work e-mail, personal e-mail';
  const workEmail = readAddress(cells[work]);
  const personalEmail = readAddress(cells[personal]);
  if (workEmail === undefined) return 'no work address';
  if (typeof workEmail !== 'string') return 'the work address is not an address';
  if (personalEmail !== undefined && typeof personalEmail !== 'string')
    return 'the personal address is not an address';
  return { line, workEmail, ...(personalEmail !== undefined && { personalEmail }) };
}
