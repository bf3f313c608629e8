import { writeFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureFiles } from './files/measure-files.ts';
import { measureFunctions } from './functions/measure-functions.ts';
import { measureLargeBodies } from './large-bodies/measure-large-bodies.ts';
import { measureList } from './list/measure-list.ts';
import { measureLocalApi } from './local-api/measure-local-api.ts';
import { measureStart } from './start/measure-start.ts';
import { printTable, type Table } from './table.ts';

/**
 * `npm run bench`: what Hire Invites costs, as multiples of a baseline that is built beside it. Each round measures every
 * case of a part once, so that other work on the machine affects a case and its baseline alike.
 * `-- --only PART` (may be repeated), `--against COMMIT` (the cold starts at that commit too), `--json FILE`.
 */

const { values: options } = parseArgs({
  options: {
    against: { type: 'string' },
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
  },
});

const parts: Readonly<Record<string, () => Promise<Table[]>>> = {
  functions: () => measureFunctions({ against: options.against }),
  files: measureFiles,
  'large-bodies': measureLargeBodies,
  list: measureList,
  'local-api': measureLocalApi,
  start: measureStart,
};
const chosen = options.only ?? Object.keys(parts);
const unknown = chosen.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`There is no part "${unknown.join('", "')}". There are: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

const machine = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  arch: arch(),
  cores: availableParallelism(),
  cpu: cpus()[0]?.model ?? '',
  loadAtStart: loadavg()[0] ?? 0,
};
console.log(`Medians [quartiles] of interleaved rounds. ${JSON.stringify(machine)}`);
const tables: Table[] = [];
for (const name of chosen) {
  const measured = await parts[name]?.();
  measured?.forEach(printTable);
  tables.push(...(measured ?? []));
}
if (options.json !== undefined)
  await writeFile(options.json, `${JSON.stringify({ machine, tables }, null, 1)}\n`);
