/**
 * A table of figures. `times` is a ratio to the baseline that the title names. Each cell has one figure a round, or one
 * alone if it is counted and not timed.
 */
export interface Table {
  /** Its name for programs, which stays when the title changes. */
  id: string;
  title: string;
  columns: readonly { name: string; unit: Unit }[];
  rows: readonly { name: string; cells: number[][] }[];
}
type Unit = 'times' | 'ms' | 's' | 'MB' | 'KB' | 'bytes' | 'a second' | 'number';

/** Prints each cell as its median and, in brackets, its quartiles. */
export function printTable({ title, columns, rows }: Table): void {
  const cells = rows.map(({ name, cells }) => [name, ...cells.map(summarize)]);
  const heads = columns.map(({ name, unit }) => (unit === 'times' ? name : `${name}, ${unit}`));
  const widths = ['', ...heads].map((head, index) =>
    Math.max(head.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const print = (row: readonly string[]) =>
    console.log(
      row
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
        .join('  '),
    );
  console.log(`\n${title}\n`);
  print(['', ...heads]);
  cells.forEach(print);
}

/** @returns the median and, if there are several figures, the quartiles: `1.02 [0.98, 1.07]`. */
function summarize(figures: readonly number[]): string {
  if (figures.length === 0) return '–';
  const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => format(quantile(figures, part)));
  return figures.length > 1 ? `${middle} [${low}, ${high}]` : `${middle}`;
}

export function quantile(figures: readonly number[], part: number): number {
  return figures.toSorted((a, b) => a - b)[Math.round((figures.length - 1) * part)] ?? Number.NaN;
}

/** Three digits say all that a measurement on a busy machine can say. */
function format(figure: number): string {
  if (Number.isInteger(figure)) return figure.toLocaleString('en-US');
  return figure >= 100 ? Math.round(figure).toLocaleString('en-US') : figure.toPrecision(figure < 1 ? 2 : 3);
}
