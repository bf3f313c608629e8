import { afterEach, expect } from '@jest/globals';
import { createBrake } from '../../lambda/aws/brake.ts';
import type { DeadLetter, DeadLetters } from '../../lambda/aws/dead-letters.ts';
import { createCheckedTable } from '../../lambda/aws/job-rows.ts';
import { createListedHires } from '../../lambda/aws/listed-hires.ts';
import type { Move } from '../../lambda/aws/move-tasks.ts';
import { createRestoreNote } from '../../lambda/aws/restore-note.ts';
import { scheduleName } from '../../lambda/aws/schedules.ts';
import { createStoredHires } from '../../lambda/aws/stored-hires.ts';
import { maxDelaySeconds, type WakeUp } from '../../lambda/aws/wake-ups.ts';
import { connectSources } from '../../lambda/hr-systems/connect-sources.ts';
import { createOperate, type OperateParts } from '../../lambda/operate/operate.ts';
import type { startInvite } from './invite.ts';
import { keptText, personalData } from './kept-text.ts';
import { createStack } from './stack-parts.ts';

/** What was deployed. */
export const build = { version: '0.2.0', code: 'c'.repeat(64), configuration: 'd'.repeat(64) };

type Invite = Awaited<ReturnType<typeof startInvite>>;

/**
 * The function `operate` in this process, beside `invite`: on the same tables, with the long wake-ups that `invite` makes
 * from now on as the schedules. What it puts on the queue is kept for the test to deliver; a message may stand in the
 * dead-letter queue.
 */
export function startOperate(invite: Invite) {
  const queued: string[] = [];
  const deadLetters = new Map<string, string>();
  const moves: Move[] = [];
  const { configuration, clock, parts, bambooHr } = invite;
  const stored = createStoredHires(invite.dynamoDb, 'hires');
  const schedules = new Set<WakeUp>();
  const scheduled = (name: string) =>
    invite.made.find((wakeUp) => schedules.has(wakeUp) && scheduleName(wakeUp) === name);
  const { make } = parts.wakeUps;
  parts.wakeUps.make = async (wakeUp) => {
    if (wakeUp.at - clock.nowMs <= maxDelaySeconds * 1000) return make(wakeUp);
    if (scheduled(scheduleName(wakeUp)) !== undefined) return 'scheduled';
    schedules.add(wakeUp);
    return make(wakeUp);
  };
  const toLetter = ([messageId, body]: [string, string]): DeadLetter => ({
    messageId,
    body,
    replay: async () => {
      deadLetters.delete(messageId);
      queued.push(body);
    },
    delete: async () => {
      deadLetters.delete(messageId);
    },
  });
  const goThrough: DeadLetters['goThrough'] = async (meet, hasTime) => {
    for (const letter of [...deadLetters].map(toLetter)) {
      if (!hasTime()) return 'out-of-time';
      if ((await meet(letter)) === 'last') return 'ended';
    }
    return 'whole';
  };
  const unschedule = (isMeant: (wakeUp: WakeUp) => boolean) => {
    invite.made.splice(0, invite.made.length, ...invite.made.filter((one) => !isMeant(one)));
  };
  const sources = connectSources(configuration, () => bambooHr.url);
  const stack = createStack();
  const restores = createRestoreNote(invite.dynamoDb, 'hires', () => clock.nowMs);
  const listed = createListedHires(invite.dynamoDb, { hires: 'hires', sweeps: 'sources' });
  const operateParts: OperateParts = {
    settings: configuration,
    readPage: stored.readPage,
    listed,
    depths: { queued: async () => queued.length, deadLetters: async () => deadLetters.size },
    find: {
      sources: sources.map(({ source }) => source),
      readStored: stored.read,
      users: parts.users,
      pseudonyms: parts.pseudonyms,
    },
    hires: invite.table,
    brake: parts.brake,
    pauseSwitch: createBrake(invite.dynamoDb, 'hires', {
      maxFirstMailsPerDay: configuration.invite.maxFirstMailsPerDay,
      nowMs: () => clock.nowMs,
    }),
    restores,
    schedules: {
      read: async (wakeUp) => scheduled(scheduleName(wakeUp))?.body,
      cancel: async (wakeUp) => unschedule((made) => scheduleName(made) === scheduleName(wakeUp)),
      cancelAll: async (hire) => unschedule((made) => made.hire === hire && schedules.has(made)),
    },
    users: parts.users,
    deadLetters: {
      goThrough,
      find: async (messageId) => {
        const body = deadLetters.get(messageId);
        return body === undefined ? 'not-found' : toLetter([messageId, body]);
      },
    },
    moveTasks: {
      latest: async () => moves.at(-1),
      start: async () => {
        if (moves.at(-1)?.status === 'running') return 'moving-already';
        moves.push({ status: 'running', startedAt: clock.nowMs, moved: 0, toMove: deadLetters.size });
        return 'started';
      },
    },
    queue: {
      url: 'queue',
      client: {
        send: async ({ input }: { input: { MessageBody?: string } }) => {
          queued.push(input.MessageBody ?? '');
          return {};
        },
      },
    },
    sources,
    oneLogin: parts.oneLogin,
    check: {
      configuration,
      oneLoginUrl: invite.oneLogin.url,
      hrApiUrl: () => bambooHr.url,
      newSecretReader: () => invite.secretReader,
      http: parts.http,
      readStored: stored.read,
      listed,
      restores,
      users: parts.users,
      checked: createCheckedTable(invite.dynamoDb, 'sources'),
      connectStack: async () => stack.parts,
      alarmAddress: 'it-operations@acme.example',
      queueMapping: 'mapping-1',
      readBuild: () => build,
      log: parts.log,
      nowMs: () => clock.nowMs,
    },
    log: parts.log,
    nowMs: () => clock.nowMs,
  };
  const operate = createOperate(operateParts);
  const time = { leftMs: () => 60_000 };

  return {
    parts: operateParts,
    /** What AWS says of the stack. */
    stack: stack.stack,
    queued,
    deadLetters,
    /** The replays of the whole dead-letter queue, the latest last. A test ends them. */
    moves,
    /** How much time the function has left, in milliseconds. */
    time,
    /** Asks by an alias of the function. */
    ask: (event: unknown, alias = 'act') =>
      operate(event, {
        awsRequestId: 'operate-1',
        invokedFunctionArn: `arn:aws:lambda:eu-central-1:123456789012:function:hire-invites-operate:${alias}`,
        getRemainingTimeInMillis: time.leftMs,
      }),
    /** Delivers what was put on the queue, in one batch. */
    async deliver(): Promise<string[]> {
      return invite.deliver(...queued.splice(0).map((body) => invite.message(body)));
    },
  };
}

/**
 * Asks the function that runs in a test. After each test, neither its answers nor what was kept and logged may hold
 * personal data; then `invite` is closed.
 */
export function askAndKeep(running: () => { invite: Invite; operate: ReturnType<typeof startOperate> }) {
  const answers: unknown[] = [];
  afterEach(async () => {
    const { invite } = running();
    expect(await keptText(invite)).not.toMatch(personalData);
    expect(JSON.stringify(answers.splice(0))).not.toMatch(personalData);
    await invite.close();
  });
  return async (event: unknown, alias?: string) => {
    const answer = await running().operate.ask(event, alias);
    answers.push(answer);
    return answer;
  };
}
