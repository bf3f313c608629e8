import { dateIn } from '../../lambda/hire/moment.ts';
import { startClock } from '../../local/clock.ts';
import { type Fate, readFates, readToCome } from './fates.ts';
import { postAll, webhooksOf } from './hr-senders.ts';
import { countMails } from './mails.ts';
import { findUntold } from './notices.ts';
import type { Person, Stage } from './people.ts';
import { untilQuiet } from './quiet.ts';
import { redrive } from './redrive.ts';
import { type ChaosOptions, type Setup, setUp } from './setup.ts';
import { type Breach, type Count, endOf, judge } from './verdict.ts';

export interface ChaosReport {
  /** When it was quiet; `after` the redrive, and when nothing was to come any more. */
  before: Count;
  after: Count;
  /** How many messages the redrive moved. */
  redriven: number;
  clockMoves: number;
  /** Of OneLogin, by kind. */
  calls: Record<string, number>;
  /** How many hires start later than the run, of these how many at another date than first said, and how many nobody announced. */
  starts: { later: number; moved: number; unannounced: number };
  /** Of how many hires the personal address was corrected, and how many were taken back when they may have been mailed. */
  changes: { corrected: number; left: number; hiredAgain: number };
  limit: { calls: number; windowSeconds: number; refused: number; heldBack: number };
  tallies: Setup['tallies'];
  logLines: number;
  breaches: Breach[];
}

const reportEveryMs = 30 * 1000;

/**
 * Many hires through the real local stack while whatever can fail does. Then somebody mends what needs a hand and
 * replays the dead-letter queue. In the end every row must say what has become of the person.
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
    const telling = setInterval(tell, reportEveryMs);
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
  const posted: Story['posted'] = new Map();
  const story: Story = { setup, options, posted };
  world.enter('start');
  onProgress('posting the webhooks');
  await post('posted', story);
  world.enter('posted');

  onProgress('all are accepted; waiting until it is quiet');
  const moves = await waitUntilQuiet(story, { playsAll: false });
  const before = await count(story);
  const refused = oneLogin.limitWindows().reduce((sum, window) => sum + window.refused, 0);

  setup.endFaults();
  world.mend();
  const redriven = await redrive(run.stack.sqs, run.deadLetterQueueArn);
  if ('failed' in redriven) throw new Error(`The redrive failed: ${redriven.failed}`);
  onProgress(`${redriven.moved} messages went back to the invite queue; waiting until nothing is to come`);
  const movesAfter = await waitUntilQuiet(story, { playsAll: true });
  const after = await count(story);

  const hiresThat = (isSo: (person: Person) => boolean) => hiresOf(people.filter(isSo)).length;
  return {
    before,
    after,
    redriven: redriven.moved,
    clockMoves: moves + movesAfter,
    calls: oneLogin.calls,
    starts: {
      later: hiresThat(({ startDates }) => startDates.last > today),
      moved: hiresThat(({ startDates }) => startDates.last !== startDates.first),
      unannounced: hiresThat(({ isUnannounced }) => isUnannounced),
    },
    changes: {
      corrected: hiresThat(({ wrongEmail }) => wrongEmail !== undefined),
      left: hiresThat(({ leaves }) => leaves !== undefined),
      hiredAgain: hiresThat(({ leaves }) => leaves?.isHiredAgain === true),
    },
    limit: { ...limit, refused, heldBack: log.heldBack() },
    tallies,
    logLines: log.lines(),
    breaches: judge(before, after, { ends: endsOf(people, after), leaks: log.leaks() }),
  };
}

interface Story {
  setup: Setup;
  options: ChaosOptions;
  posted: Map<Stage, { beganAt: number; acceptedAt: number }>;
}

/** Posts what the HR systems say until this stage. */
async function post(stage: Stage, { setup, posted }: Story): Promise<void> {
  const { run, people, chance, tallies } = setup;
  const beganAt = Date.now();
  const webhooks = webhooksOf(people, stage, chance);
  await postAll(webhooks, { ...setup, url: run.stack.url, answers: tallies.answers });
  posted.set(stage, { beganAt, acceptedAt: Date.now() });
}

/** By then the links of the mails from before have expired. */
const againAfterMs = 26 * 60 * 60 * 1000;

/** What the people and the HR systems do as time goes by. */
async function goOn(story: Story): Promise<void> {
  const { world } = story.setup;
  const movedAt = story.posted.get('moved')?.beganAt;
  const isTimeAgain = movedAt !== undefined && Date.now() >= movedAt + againAfterMs;
  const stage = movedAt === undefined ? 'moved' : isTimeAgain ? 'again' : undefined;
  world.activate();
  if (stage === undefined || story.posted.has(stage)) return;
  world.enter(stage);
  await post(stage, story);
}

/**
 * How often the sweep is waited for, which goes through the HR system's list page by page, and the next notice: as far
 * as the faults let them.
 */
const mostRuns = 40;
const sweepEveryMs = 6 * 60 * 60 * 1000;
const tellEveryMs = 6 * 60 * 1000;
/** Few moves, but none by the hour after which a wake-up counts as lost. */
const shortestMoveMs = 50 * 60 * 1000;

/**
 * Until nothing is left to do, every hire that nobody announced has been found, and everything has been told.
 * @param options.playsAll whether the daily looks at those who are not active are waited for too.
 */
async function waitUntilQuiet(story: Story, { playsAll }: { playsAll: boolean }): Promise<number> {
  const { run, clock, people, isBusyElsewhere } = story.setup;
  const unannounced = new Set(hiresOf(people.filter(({ isUnannounced }) => isUnannounced)));
  const watch = { stack: run.stack, queueName: run.queues.invite, clock, isBusyElsewhere };
  const onMove = () => goOn(story);
  async function look() {
    const toCome = await readToCome(run);
    return playsAll ? { ...toCome, isAtRest: false } : toCome;
  }
  let moves = 0;
  for (let runs = 0; runs < mostRuns; runs += 1) {
    moves += await untilQuiet({ ...watch, shortestMoveMs, look, onMove });
    const { fates } = await readFates(run, hiresOf(people));
    const isToFind = ([hire, { is }]: [string, Fate]) => is === 'lost' && unannounced.has(hire);
    const isToSweep = [...fates].some(isToFind) || !story.posted.has('again');
    if (!isToSweep && findUntold(fates, run.stack.notices()).length === 0) return moves;
    clock.moveForward(isToSweep ? sweepEveryMs : tellEveryMs);
    moves += 1;
    await onMove();
  }
  return moves;
}

async function count({ setup, options, posted }: Story): Promise<Count> {
  const { run, people, oneLogin, log, world, configuration } = setup;
  const { invite: moment } = configuration;
  const { followUps } = moment;
  const rules = { isReported: options.isReported, followUps, moment, log, world, posted };
  const { fates, deadMessages } = await readFates(run, hiresOf(people));
  const untold = findUntold(fates, run.stack.notices());
  return { fates, deadMessages, untold, mails: countMails(people, oneLogin.mails, rules) };
}

function hiresOf(people: readonly Person[]): string[] {
  return people.flatMap(({ hires }) => hires.map(({ id }) => id));
}

function endsOf(people: readonly Person[], { mails }: Count): Map<string, ReturnType<typeof endOf>> {
  const ends = people.flatMap((person) => person.hires.map(({ id }) => [id, endOf(person)] as const));
  return new Map(ends.map(([id, end]) => [id, mails.overtaken.includes(id) ? 'not active' : end]));
}
