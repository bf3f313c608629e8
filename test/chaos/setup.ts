import { parseConfiguration } from '../../config/read-configuration.ts';
import type { Clock } from '../../local/clock.ts';
import { generateSecrets } from '../../local/local-secrets.ts';
import { runLocally } from '../../local/run.ts';
import { createChance } from './chance.ts';
import { createDeliveries } from './deliveries.ts';
import { createKills } from './kills.ts';
import { createLogScan } from './log-scan.ts';
import { createOutsideWorld } from './outside-world.ts';
import { createPeople, sources } from './people.ts';
import { createServiceFaults } from './service-faults.ts';
import { createTally } from './tally.ts';
import { createVendorFaults } from './vendor-faults.ts';

export interface ChaosOptions {
  hires: number;
  /** Decides what goes wrong: see `Chance`. */
  seed: number;
  /** Whether OneLogin shows an invite, in the user's `invitation_sent_at` and as an event. */
  isReported: boolean;
  /** The folder of the cloud assembly that was synthesized of `configuration`. */
  assembly: string;
}

export type Setup = Awaited<ReturnType<typeof setUp>>;

export const configuration = parseConfiguration({
  oneLogin: { host: 'acme.onelogin.com', reservePercent: 15 },
  sources,
  // The last waits are long, so that it becomes quiet, and the clock is moved, while hundreds of hires wait for somebody.
  retry: { afterSeconds: [0, 1, 2, 5, 60, 600], askAfterSeconds: 2 },
  // More hires than the brake lets pass; and few days, so that the run need not play many.
  invite: { maxConcurrency: 6, maxFirstMailsPerDay: 1_000_000, tellIfNotActiveAfterDays: 1 },
});

/** OneLogin's limit: so low that hires are held back, in windows so short that the run need not wait long for it. */
const limitOf = (hires: number) =>
  hires < 1000 ? { calls: 100, windowSeconds: 3 } : { calls: 400, windowSeconds: 6 };

/** Starts the stack with everything that can fail standing ready to, and the people in their places. */
export async function setUp({ hires, seed, isReported, assembly }: ChaosOptions, clock: Clock) {
  const chance = createChance(seed);
  const tallies = {
    answers: createTally(),
    kills: createTally(),
    vendors: createTally(),
    services: createTally(),
  };
  const secrets = generateSecrets(configuration);
  const log = createLogScan(secrets, configuration.name);
  const vendorFaults = createVendorFaults(chance, tallies.vendors);
  const serviceFaults = createServiceFaults(chance, tallies.services);
  const kills = createKills(chance, tallies.kills);
  const toRounds = createDeliveries(chance, tallies.services);

  const run = await runLocally({
    configuration,
    assembly,
    secrets,
    port: 0,
    variables: {},
    reportsInvitations: isReported,
    reportsEvents: isReported,
    onLog: log.read,
    clock,
    disturbances: { divert: serviceFaults.divert, toRounds, onInvoke: kills.onInvoke },
  });
  const { oneLogin } = run;
  const bambooHr = run.bambooHr.get('bamboohr');
  if (oneLogin === undefined || bambooHr === undefined) throw new Error('The sandboxes do not run');

  // The sample hire starts in weeks, and would make the run that much longer.
  bambooHr.putEmployee({ id: run.laterHire.employeeId });
  const limit = limitOf(hires);
  oneLogin.setLimit({ ...limit, status: 429 });
  oneLogin.faults.decideBy(vendorFaults.decide);
  bambooHr.faults.decideBy(vendorFaults.decide);
  const people = createPeople(hires, chance, Date.now());
  const world = createOutsideWorld(people, oneLogin, bambooHr);

  return {
    configuration,
    secrets,
    chance,
    clock,
    run,
    oneLogin,
    people,
    world,
    limit,
    log,
    tallies,
    isBusyElsewhere: vendorFaults.isFinishingLate,
    endFaults() {
      for (const faults of [serviceFaults, kills]) faults.end();
      for (const sandbox of [oneLogin, bambooHr]) sandbox.faults.clear();
      oneLogin.setLimit(undefined);
    },
    async close() {
      await run.close();
      await serviceFaults.close();
    },
  };
}
