import { type Exported, ShownHire } from '../lambda/operate/answer.ts';
import { csvLine } from './csv.ts';

export type Pages = AsyncIterable<Exported>;

/** The story is one column: the outcomes in their order. */
export async function* exportToCsv(pages: Pages): AsyncIterable<string> {
  const columns = Object.keys(ShownHire.entries);
  yield `${csvLine(columns)}\n`;
  for await (const { hires } of pages)
    for (const { outcomes, ...hire } of hires)
      yield `${csvLine(columns, { ...hire, outcomes: outcomes.map(sayOutcome).join('; ') })}\n`;
}

function sayOutcome({ code, at, times }: ShownHire['outcomes'][number]): string {
  return `${at} ${code}${times > 1 ? ` (${times} times)` : ''}`;
}
