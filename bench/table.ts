/** A row's name and, for each column, its ratios, one for each round. */
export type Row = [name: string, ...columns: number[][]];

/** Prints each list of ratios as its median and, in brackets, its quartiles. */
export function printTable(title: string, columns: readonly string[], rows: readonly Row[]): void {
  const cells = rows.map(([name, ...ratios]) => [name, ...ratios.map(summarize)]);
  const print = ([name = '', ...rest]: readonly string[]) =>
    console.log(name.padEnd(32) + rest.map((cell) => cell.padStart(20)).join(''));
  console.log(`\n${title}\n`);
  print(['', ...columns]);
  cells.forEach(print);
}

function summarize(ratios: readonly number[]): string {
  const sorted = ratios.toSorted((a, b) => a - b);
  const at = (part: number) => format(sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN);
  return `${at(0.5)} [${at(0.25)}, ${at(0.75)}]`;
}

function format(ratio: number): string {
  return ratio.toFixed(ratio < 10 ? 2 : ratio < 100 ? 1 : 0);
}
