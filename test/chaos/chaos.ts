import { dateIn } from '../../lambda/hire/moment.ts';
import { startClock } from '../../local/clock.ts';
import { redrive } from '../../local/redrive.ts';
import { readFates } from './fates.ts';
import { postAll, webhooksOf } from './hr-senders.ts';
import { countMails } from './mails.ts';
import type { Person } from './people.ts';
import { untilQuiet } from './quiet.ts';
import { type ChaosOptions, type Setup, setUp } from './setup.ts';
import { type Breach, type Count, judge } from './verdict.ts';

export interface ChaosReport {
  /** When it was quiet; `after` the redrive and all that followed from it. */
  before: Count;
  after: Count;
  /** How many messages the redrive moved. */
  redriven: number;
  clockMoves: number;
  /** Of OneLogin, by kind. */
  calls: Record<string, number>;
  /** How many hires start later than the run, of these how many at another date than first said, and how many nobody announced. */
  starts: { later: number; moved: number; unannounced: number };
  limit: { calls: number; windowSeconds: number; refused: number; heldBack: number };
  tallies: Setup['tallies'];
  logLines: number;
  breaches: Breach[];
}

const tellEveryMs = 30 * 1000;

/**
 * Many hires through the real local stack while whatever can fail does. Then somebody mends what needs a hand and
 * replays the dead-letter queue, after which every hire must be invited.
 * @param onProgress called with what happens, for a person who waits.
 */
export async function runChaos(
  options: ChaosOptions,
  onProgress: (text: string) => void,
): Promise<ChaosReport> {
  const clock = startClock();
  try {
    const setup = await setUp(options, clock);
    const tell = () => onProgress(`${setup.oneLogin.mails.length} mails are out`);
    const telling = setInterval(tell, tellEveryMs);
    try {
      return await play(setup, options, onProgress);
    } finally {
      clearInterval(telling);
      await setup.close();
    }
  } finally {
    clock.stop();
  }
}

async function play(
  setup: Setup,
  options: ChaosOptions,
  onProgress: (text: string) => void,
): Promise<ChaosReport> {
  const { run, oneLogin, world, people, limit, tallies, log } = setup;
  const today = dateIn('UTC', Date.now(), 0);
  world.enter('start');
  const webhooks = webhooksOf(people, setup.chance);
  onProgress(`posting ${webhooks.length} webhooks`);
  await postAll(webhooks, { ...setup, url: run.stack.url, answers: tallies.answers });
  world.enter('posted');

  onProgress('all are accepted; waiting until it is quiet');
  const moves = await waitUntilQuiet(setup);
  const before = await count(setup, options);
  const refused = oneLogin.limitWindows().reduce((sum, window) => sum + window.refused, 0);

  setup.endFaults();
  world.mend();
  const redriven = await redrive(run.stack.sqs, run.deadLetterQueueArn);
  if ('failed' in redriven) throw new Error(`The redrive failed: ${redriven.failed}`);
  onProgress(`${redriven.moved} messages went back to the invite queue`);
  const movesAfter = await waitUntilQuiet(setup);
  const after = await count(setup, options);

  return {
    before,
    after,
    redriven: redriven.moved,
    clockMoves: moves + movesAfter,
    calls: oneLogin.calls,
    starts: {
      later: hiresOf(people.filter(({ startDates }) => startDates.last > today)).length,
      moved: hiresOf(people.filter(({ startDates }) => startDates.last !== startDates.first)).length,
      unannounced: hiresOf(people.filter(({ isUnannounced }) => isUnannounced)).length,
    },
    limit: { ...limit, refused, heldBack: log.heldBack() },
    tallies,
    logLines: log.lines(),
    breaches: judge(before, after, { removed: removedOf(people), leaks: log.leaks() }),
  };
}

/** How often the sweep is waited for: it goes through the HR system's list page by page, as far as the faults let it. */
const mostSweeps = 40;
const sweepEveryMs = 6 * 60 * 60 * 1000;

/** Until nothing is left to do, and every hire that nobody announced has been found. */
async function waitUntilQuiet(setup: Setup): Promise<number> {
  const { run, clock, world, people, isBusyElsewhere } = setup;
  const queueName = run.queues.invite;
  const unannounced = hiresOf(people.filter(({ isUnannounced }) => isUnannounced));
  const onMove = () => world.enter('moved');
  for (let moves = 0, sweeps = 0; ; sweeps += 1) {
    moves += await untilQuiet({ stack: run.stack, queueName, clock, isBusyElsewhere }, onMove);
    const { fates } = await readFates(run, unannounced);
    if (sweeps === mostSweeps || ![...fates.values()].some(({ is }) => is === 'lost')) return moves;
    clock.moveForward(sweepEveryMs);
    moves += 1;
  }
}

async function count(
  { run, people, oneLogin, log, configuration }: Setup,
  options: ChaosOptions,
): Promise<Count> {
  const { invite: moment } = configuration;
  const { followUps } = moment;
  const mails = countMails(people, oneLogin.mails, { ...options, followUps, moment, log });
  return { ...(await readFates(run, hiresOf(people))), mails };
}

function hiresOf(people: readonly Person[]): string[] {
  return people.flatMap(({ hires }) => hires.map(({ id }) => id));
}

function removedOf(people: readonly Person[]): Set<string> {
  return new Set(hiresOf(people.filter(({ isRemoved }) => isRemoved)));
}
