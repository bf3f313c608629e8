import { readArguments } from '../local/read-arguments.ts';
import { sweepPath } from '../local/requests.ts';
import { askRun } from './ask-run.ts';
import { runCommand, withProgress, wrongArguments } from './command.ts';
import { requireRun } from './find-run.ts';
import { Swept, saySwept } from './say-swept.ts';

/** `npm run sweep`: runs the sweep on the running local stack at once. */

const usage = `npm run sweep                 looks for hires that no webhook announced, on the local stack
npm run sweep -- --dry-run    only shows what it would do
  --json    prints JSON
  PORT=3001 before the command: the stack on that port, if several run
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

await runCommand(usage, async () => {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = readArguments({ options: { 'dry-run': flag, json: flag } }, wrongArguments);
  const run = await requireRun();
  const swept = await withProgress(
    'The sweep runs',
    askRun(run, sweepPath, { dryRun: values['dry-run'] }, Swept),
  );
  console.log(values.json ? JSON.stringify(swept, undefined, 2) : saySwept(swept));
});
