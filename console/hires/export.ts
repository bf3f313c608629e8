import { Exported, ShownHire } from '../../lambda/operate/answer.ts';
import { WrongArguments } from '../command.ts';
import { csvLine } from '../csv.ts';
import { noWord, readOptions, stackOptions } from './arguments.ts';
import { connectToLook } from './connect.ts';
import { askPages } from './pages.ts';

/** `hires export`: all hires with their stories, page by page as they are read. */

const options = { ...stackOptions, csv: { type: 'boolean', default: false } } as const;

export async function exportHires(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, options);
  noWord(positionals);
  if (values.json && values.csv) throw new WrongArguments('Either --json or --csv.');
  const connection = await connectToLook(values);
  const pages = askPages({ action: 'export' }, Exported, connection);
  for await (const text of values.json ? toJson(pages) : toCsv(pages)) await write(text);
}

type Pages = AsyncIterable<Exported>;

/** One array, a hire a line. */
async function* toJson(pages: Pages): AsyncIterable<string> {
  let before = '[\n';
  for await (const { hires } of pages)
    for (const hire of hires) {
      yield `${before}${JSON.stringify(hire)}`;
      before = ',\n';
    }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** The story is one column: the outcomes in their order. */
async function* toCsv(pages: Pages): AsyncIterable<string> {
  const columns = Object.keys(ShownHire.entries);
  yield `${csvLine(columns)}\n`;
  for await (const { hires } of pages)
    for (const { outcomes, ...hire } of hires)
      yield `${csvLine(columns, { ...hire, outcomes: outcomes.map(sayOutcome).join('; ') })}\n`;
}

function sayOutcome({ code, at, times }: ShownHire['outcomes'][number]): string {
  return `${at} ${code}${times > 1 ? ` (${times} times)` : ''}`;
}

/** Waits while whoever reads the output is slower. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}
