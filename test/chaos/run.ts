import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { synthesizeForRun } from '../../local/synthesize-for-run.ts';
import { runChaos } from './chaos.ts';
import { configuration } from './setup.ts';
import { toTable } from './table.ts';

/**
 * `npm run chaos -- --hires 10000 --seed 1`: proves that whatever fails, no accepted hire is lost, nobody is mailed
 * twice or at a wrong address, and somebody is told of every hire that needs a hand. `--unreported`: OneLogin shows
 * invites neither in `invitation_sent_at` nor as events. The exit code is 1 if a promise was broken.
 */

const wholeNumber = v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'is a whole number'), v.transform(Number));
const Options = v.object({
  hires: v.optional(v.pipe(wholeNumber, v.minValue(1)), '1000'),
  seed: v.optional(wholeNumber, '1'),
  unreported: v.optional(v.boolean(), false),
});
const { values } = parseArgs({
  options: { hires: { type: 'string' }, seed: { type: 'string' }, unreported: { type: 'boolean' } },
});
const { hires, seed, unreported } = v.parse(Options, values);

const startedAtMs = performance.now();
const seconds = () => Math.round((performance.now() - startedAtMs) / 1000);
const { assembly, remove } = await synthesizeForRun(configuration);
const options = { hires, seed, isReported: !unreported, assembly };
const report = await runChaos(options, (text) => console.log(`${String(seconds()).padStart(5)} s  ${text}`));
await remove();
console.log(`\n${toTable(report)}\n`);
for (const { promise, hires: broken } of report.breaches) {
  console.error(`✗ broken: ${promise} ${broken.join(' ')}`);
}
console.log(
  `${report.breaches.length === 0 ? '✓ every promise was kept' : '✗'} (seed ${seed}, ${seconds()} s)`,
);
process.exitCode = report.breaches.length === 0 ? 0 : 1;
