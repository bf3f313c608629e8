import { readFileSync, writeFileSync } from 'node:fs';
import { outcomeCodes, outcomeOf } from '../lambda/hire/outcomes.ts';

/** `npm run docs` writes the table of outcomes into docs/outcomes.md. The rest of that page is written by hand. */

const place = /(?<=<!-- table, made from .*-->\n).*?(?=<!-- end of table -->)/s;

export function withTable(page: string): string {
  return page.replace(place, createTable);
}

function createTable(): string {
  const rows = outcomeCodes.map((code) => {
    const { consequence, meaning, whatToDo } = outcomeOf(code);
    return `| \`${code}\` | ${consequence} | ${meaning} | ${whatToDo} |\n`;
  });
  return `\n| code | becomes | meaning | what to do |\n|---|---|---|---|\n${rows.join('')}\n`;
}

if (import.meta.main) {
  const page = new URL('outcomes.md', import.meta.url);
  writeFileSync(page, withTable(readFileSync(page, 'utf8')));
}
