import * as v from 'valibot';
import { readArguments } from '../local/read-arguments.ts';
import { sweepPath } from '../local/routes.ts';
import { askRun } from './ask-run.ts';
import { runCommand, withProgress, wrongArguments } from './command.ts';

/** `npm run sweep`: runs the sweep on the running local stack at once. */

const usage = `npm run sweep                 looks for hires that no webhook announced, on the local stack
npm run sweep -- --dry-run    only shows what it would do
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

await runCommand(usage, async () => {
  const options = { 'dry-run': { type: 'boolean', default: false } } as const;
  const { values } = readArguments({ options }, wrongArguments);
  const swept = askRun(sweepPath, { dryRun: values['dry-run'] }, v.unknown());
  console.log(JSON.stringify(await withProgress('The sweep runs', swept), undefined, 2));
});
