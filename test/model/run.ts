import { parseArgs } from 'node:util';
import { searchHistories } from './search-histories.ts';

/**
 * `npm run model -- --histories N --seed N`: the model test, for as long as one likes. `--unshrunk` tells the first history that
 * breaks a promise as it is, instead of looking for the shortest.
 */

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    unshrunk: { type: 'boolean', default: false },
  },
});
const found = await searchHistories({
  histories: Number(values.histories),
  seed: Number(values.seed),
  shrinks: !values.unshrunk,
});
console.log(found.report);
process.exitCode = found.broken ? 1 : 0;
