import { expect, test } from '@jest/globals';
import { assemblyOf } from '../helpers/synth.ts';
import { runChaos } from './chaos.ts';
import { configuration } from './setup.ts';

test('whatever fails, every hire ends invited once, waiting, or in the dead-letter queue with a reason', async () => {
  const assembly = await assemblyOf(configuration);
  const options = { hires: 120, seed: 4, reportsInvitations: true, assembly };
  const report = await runChaos(options, () => undefined);
  const { before, after, redriven, clockMoves, starts, tallies, breaches } = report;

  expect(breaches).toEqual([]);
  expect(after.fates.size).toBe(120);
  expect(after.deadMessages).toBe(0);

  // Some started later, moved, were taken back, were announced by nobody, or did not activate the account.
  for (const count of Object.values(starts)) expect(count).toBeGreaterThan(0);
  expect([...after.fates.values()]).toContainEqual({ is: 'cancelled' });
  expect(after.mails.followedUp.length).toBeGreaterThan(0);

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
