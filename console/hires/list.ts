import * as v from 'valibot';
import {
  Counted,
  type HireInList,
  Listed,
  ListedHire,
  type StandingPause,
} from '../../lambda/operate/answer.ts';
import { lists } from '../../lambda/operate/request.ts';
import { askOperate } from '../ask-operate.ts';
import { readWord, WrongArguments } from '../command.ts';
import type { Connection } from '../connection.ts';
import { csvLine } from '../csv.ts';
import { sayCounts, sayHires, sayStandingPause } from '../say-hires.ts';
import { noWord, readOptions, stackOptions } from './arguments.ts';
import { connectToLook, flagsOf } from './connect.ts';
import { askPages, showReading } from './pages.ts';

/** `hires` and `hires list`: the hires of a stack. */

const options = {
  ...stackOptions,
  csv: { type: 'boolean', default: false },
  which: { type: 'string' },
} as const;

export function listOpen(args: string[]): Promise<void> {
  return listUsually('open', args);
}

export function list(args: string[]): Promise<void> {
  return listUsually('all', args);
}

type Which = (typeof lists)[number];

async function listUsually(usual: Which, args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, options);
  noWord(positionals);
  if (values.json && values.csv) throw new WrongArguments('Either --json or --csv.');
  const which = readWord(values.which ?? usual, lists);
  const connection = await connectToLook(values);
  const { hires, paused } = await readHires(which, connection);
  const asked = {
    which,
    flags: flagsOf(connection, values),
    now: connection.now(),
    width: process.stdout.columns ?? 100,
  };
  if (paused !== undefined) console.error(sayStandingPause(paused, asked));
  // A program gets what the contract names, and nothing else.
  if (values.json) return console.log(JSON.stringify(v.parse(v.array(ListedHire), hires), undefined, 2));
  if (values.csv) return console.log(toCsv(hires));
  console.log(sayHires(hires, asked));
  if (which === 'open')
    console.log(`\n${sayCounts(await askOperate({ action: 'counts' }, Counted, connection))}`);
}

const wasScanned =
  'All of the table was read: its index is missing, is being built, or lacks rows of an earlier version, or a row cannot be read. See docs/operate.md, "The index of the hires table".';

interface Read {
  hires: HireInList[];
  paused: StandingPause | undefined;
}

/** Each hire once, as it was read last: between two pages it may have moved. */
async function readHires(which: Which, connection: Connection): Promise<Read> {
  const hires = new Map<string, HireInList>();
  let isScanned = false;
  let paused: StandingPause | undefined;
  for await (const page of askPages({ action: 'list', which }, Listed, connection, showReading)) {
    for (const hire of page.hires) hires.set(hire.hire, hire);
    isScanned ||= page.scanned === true;
    paused = page.paused;
  }
  if (isScanned) console.error(wasScanned);
  return { hires: [...hires.values()], paused };
}

function toCsv(hires: readonly HireInList[]): string {
  const columns = Object.keys(ListedHire.entries);
  return [csvLine(columns), ...hires.map((hire) => csvLine(columns, hire))].join('\n');
}
