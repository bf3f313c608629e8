import fc from 'fast-check';

/**
 * For every test that draws: `npm test` draws the same each time, so that it fails only because of a change. Any other
 * seed draws other values: `SEED=2 npm test -- test/hire`.
 */
fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 1) });
