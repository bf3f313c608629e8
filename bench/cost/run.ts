import { readConfiguration } from '../../config/read-configuration.ts';
import { withProgress } from '../../console/command.ts';
import { synthesizeForRun } from '../../local/synthesize-for-run.ts';
import { measureHire } from './measure-hire.ts';

/** `npm run cost`: what one hire takes of AWS, and a run of each recurring function. docs/cost.md has the prices. */

const configuration = readConfiguration('hire-invites.json');
const { assembly, remove } = await withProgress('Building', synthesizeForRun(configuration));
try {
  console.log(await withProgress('Following a hire', measureHire(configuration, assembly)));
} finally {
  await remove();
}
