import { readFileSync, writeFileSync } from 'node:fs';

/**
 * `npm run docs` multiplies and adds up what docs/cost.md counts: all dollars of that page but the prices follow from
 * its counts. Counts and prices are written by hand; a test counts again.
 */

export const hoursInMonth = 730;

const webhooks = 'A million webhooks';
const hires = 'A million hires';
const shared = 'What hires share';
const month = 'A month in which nothing happens';

/** The tables whose lines have a count and a price, and how often each line is taken. */
const tables: Readonly<Record<string, number>> = {
  [webhooks]: 1_000_000,
  [hires]: 1_000_000,
  [shared]: 1000,
  [month]: 1,
  'What settings add': 1,
};

/** A line of such a table. */
export interface Line {
  what: string;
  count: number;
  price: string;
  /** Absent in a table that does not say. */
  countedBy?: string;
}

/** @returns nothing if there is no such table. */
export function linesUnder(heading: string, page: string): Line[] {
  return rowsIn(sectionOf(heading, page)).flatMap((row) => toLine(row) ?? []);
}

/** The dollars for one, by the name of the price. */
export function pricesIn(page: string): Map<string, number> {
  return new Map(
    rowsIn(sectionOf('Prices', page)).map((row) => {
      const [name = '', dollars, count] = cellsOf(row);
      return [name, toNumber(dollars) / toNumber(count)];
    }),
  );
}

export function withSums(page: string): string {
  const prices = pricesIn(page);
  const totals = new Map<string, number>();
  let summed = page;
  for (const [heading, times] of Object.entries(tables)) {
    const section = sectionOf(heading, page);
    let total = 0;
    const multiplied = changeRows(section, (row) => {
      const line = toLine(row);
      if (line === undefined) return withLast(row, `**${say(total)}**`);
      const dollars = roundToCents(line.count * priceOf(line.price, prices) * times);
      total += dollars;
      return withLast(row, say(dollars));
    });
    totals.set(heading, total);
    summed = summed.replace(section, () => multiplied);
  }
  const totalOf = (heading: string) => totals.get(heading) ?? Number.NaN;
  const [intro = ''] = summed.split('\n## ');
  const said = intro
    .replace(/(?<=A million webhooks cost \$)[\d,.]*\d/, say(totalOf(webhooks)))
    .replace(/(?<=A million hires cost \$)[\d,.]*\d/, say(totalOf(hires)));
  const companies = changeRows(said, (row) => payRow(row, { page, prices, totalOf }));
  return summed.replace(intro, () => companies);
}

/** What a company with so many hires a year pays a month, part by part. */
function payRow(
  row: string,
  {
    page,
    prices,
    totalOf,
  }: { page: string; prices: Map<string, number>; totalOf: (heading: string) => number },
): string {
  const [hiresAYear] = cellsOf(row);
  const inYear = toNumber(hiresAYear);
  const inMonth = inYear / 12;
  const rowBytes = toNumber(/and has (\d+) bytes/.exec(page)?.[1]);
  const rows = (inYear * 400) / 365; // kept for so many days
  const readings = hoursInMonth * 12 + hoursInMonth / 6;
  const gb = (2 * rows * rowBytes) / 1e9; // in the table and in the index
  const [metrics, secrets] = linesUnder(shared, page).map(({ count }) => count);
  const parts = [
    (inMonth * (totalOf(webhooks) + totalOf(hires))) / 1_000_000,
    Math.min(inMonth, hoursInMonth) * (metrics ?? 0) * priceOf('metric-hour', prices) +
      inMonth * (secrets ?? 0) * priceOf('secret-call', prices),
    ((rows * rowBytes) / 4096 / 2) * readings * priceOf('read-unit', prices),
    gb * (priceOf('stored-gb', prices) + priceOf('backup-gb', prices)),
    totalOf(month),
  ].map(roundToCents);
  const together = parts.reduce((sum, part) => sum + part, 0);
  return `| ${[hiresAYear, ...parts.map(say), `**${say(together)}**`].join(' | ')} |`;
}

function sectionOf(heading: string, page: string): string {
  const start = page.indexOf(`\n## ${heading}\n`);
  if (start === -1) throw new Error(`docs/cost.md has no heading "${heading}"`);
  const end = page.indexOf('\n## ', start + 1);
  return page.slice(start, end === -1 ? undefined : end);
}

/** The lines of the tables in a text, without those that name the columns. */
const row = /(?<=^\|[-|]+\|\n(?:\|.*\|\n)*)\|.*\|$/gm;

const rowsIn = (text: string): string[] => text.match(row) ?? [];
const changeRows = (text: string, change: (row: string) => string): string => text.replace(row, change);

function cellsOf(row: string): string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll(/[`*]/g, '').trim());
}

/** @returns undefined for the line with the sum. */
function toLine(row: string): Line | undefined {
  const [what = '', count, price = '', ...rest] = cellsOf(row);
  if (what === 'together') return undefined;
  const [countedBy] = rest.length > 1 ? rest : [];
  return { what, count: toNumber(count), price, ...(countedBy !== undefined && { countedBy }) };
}

function withLast(row: string, cell: string): string {
  return row.replace(/[^|]*\|$/, ` ${cell} |`);
}

function priceOf(name: string, prices: Map<string, number>): number {
  const price = prices.get(name);
  if (price === undefined) throw new Error(`docs/cost.md has no price "${name}"`);
  return price;
}

function toNumber(text = ''): number {
  if (!/^[\d,]+(?:\.\d+)?$/.test(text)) throw new Error(`docs/cost.md has no number in "${text}"`);
  return Number(text.replaceAll(',', ''));
}

const roundToCents = (dollars: number) => Math.round(dollars * 100 + 1e-6) / 100;
const say = (dollars: number) =>
  dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

if (import.meta.main) {
  const page = new URL('cost.md', import.meta.url);
  writeFileSync(page, withSums(readFileSync(page, 'utf8')));
}
