import { expect, test } from '@jest/globals';
import { assemblyOf } from '../helpers/synth.ts';
import { runChaos } from './chaos.ts';
import { configuration } from './setup.ts';

test('whatever fails, no hire is lost, nobody is mailed twice, and somebody is told of who needs a hand', async () => {
  const assembly = await assemblyOf(configuration);
  const options = { hires: 120, seed: 4, isReported: true, assembly };
  const report = await runChaos(options, () => undefined);
  const { before, after, redriven, clockMoves, starts, changes, tallies, breaches } = report;

  expect(breaches).toEqual([]);
  expect(after.fates.size).toBe(120);
  expect(after.deadMessages).toBe(0);

  // Some started later, moved, were taken back, were announced by nobody, or did not activate the account.
  for (const number of Object.values({ ...starts, ...changes })) expect(number).toBeGreaterThan(0);
  const fates = (count: typeof before) => new Set([...count.fates.values()].map(({ is }) => is));
  expect(fates(before)).toContain('not-activated');
  expect(fates(after)).toEqual(new Set(['activated', 'already-active', 'cancelled', 'not-activated']));
  for (const kind of ['followedUp', 'corrected', 'hiredAgain'] as const)
    expect(after.mails[kind].length).toBeGreaterThan(0);

  // It was no fair weather.
  expect(before.deadMessages).toBeGreaterThan(0);
  expect(redriven).toBe(before.deadMessages);
  expect(clockMoves).toBeGreaterThan(0);
  expect(tallies.kills.total()).toBeGreaterThan(0);
  const kinds = [...tallies.vendors.entries(), ...tallies.services.entries()].map(([kind]) => kind);
  expect(kinds).toEqual(
    expect.arrayContaining([
      'invite: reset-after',
      'invite: finish-late',
      'invite: answer 429, long reset',
      'DynamoDB: tear-after',
      'SQS: tear-after',
      'SQS: twice at once',
      'SQS: again after the deletion',
    ]),
  );
});
