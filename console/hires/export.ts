import { Exported } from '../../lambda/operate/answer.ts';
import { WrongArguments } from '../command.ts';
import { exportToCsv, type Pages } from '../export-to-csv.ts';
import { noWord, readOptions, stackOptions } from './arguments.ts';
import { connectToLook } from './connect.ts';
import { askPages, showReading } from './pages.ts';

/** `hires export`: all hires with their stories, page by page as they are read. */

const options = { ...stackOptions, csv: { type: 'boolean', default: false } } as const;

export async function exportHires(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, options);
  noWord(positionals);
  if (values.json && values.csv) throw new WrongArguments('Either --json or --csv.');
  const connection = await connectToLook(values);
  const pages = askPages({ action: 'export' }, Exported, connection, showReading);
  for await (const text of values.json ? toJson(pages) : exportToCsv(pages)) await write(text);
}

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

/** Waits while the reader of the output is slower. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}
