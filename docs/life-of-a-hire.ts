import { readFileSync, writeFileSync } from 'node:fs';
import { allStates, firstStates, type State, states } from '../lambda/hire/states.ts';

/** `npm run docs` writes the states into docs/life-of-a-hire.md. The rest of that page is written by hand. */

const place = /(?<=<!-- states, made from .*-->\n).*?(?=<!-- end of states -->)/s;

export function withStates(page: string): string {
  return page.replace(place, `\n${createDiagram()}\n${createTable()}\n`);
}

function createDiagram(): string {
  const name = (state: State) => state.replaceAll('-', '_');
  const names = allStates.map((state) => `  state "${state}" as ${name(state)}\n`);
  const begins = firstStates.map((state) => `  [*] --> ${name(state)}\n`);
  const ways = allStates.flatMap((state) =>
    states[state].leadsTo.map((next) => `  ${name(state)} --> ${name(next)}\n`),
  );
  return ['```mermaid\nstateDiagram-v2\n', ...names, ...begins, ...ways, '```\n'].join('');
}

function createTable(): string {
  const rows = allStates.map((state) => {
    const { meaning, leadsTo } = states[state];
    return `| \`${state}\` | ${meaning} | ${leadsTo.map((next) => `\`${next}\``).join(', ')} |\n`;
  });
  return `| state | meaning | leads to |\n|---|---|---|\n${rows.join('')}`;
}

if (import.meta.main) {
  const page = new URL('life-of-a-hire.md', import.meta.url);
  writeFileSync(page, withStates(readFileSync(page, 'utf8')));
}
