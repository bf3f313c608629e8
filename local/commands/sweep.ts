import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { sweepPath } from '../routes.ts';
import { askRun, runCommand } from './ask-run.ts';

/** `npm run sweep`: runs the sweep on the running local stack at once. `--dry-run` only shows what it would do. */

await runCommand(async () => {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
  const report = await askRun(sweepPath, { dryRun: values['dry-run'] }, v.unknown());
  console.log(JSON.stringify(report, undefined, 2));
});
