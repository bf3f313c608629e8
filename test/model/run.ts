import { parseArgs } from 'node:util';
import { searchHistories } from './search-histories.ts';

/**
 * `npm run model -- --histories N --seed N`: the model test, for as long as one likes. `--unshrunk` tells the first history that
 * breaks a promise as it is, instead of looking for the shortest. `--from N` begins with the Nth history of the seed: with the
 * same N in `--histories`, it runs that one alone.
 */

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    from: { type: 'string', default: '1' },
    unshrunk: { type: 'boolean', default: false },
  },
});
const found = await searchHistories({
  histories: Number(values.histories),
  seed: Number(values.seed),
  from: Number(values.from),
  shrinks: !values.unshrunk,
});
console.log(found.report);
process.exitCode = found.broken ? 1 : 0;
