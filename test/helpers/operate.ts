import { createListedHires } from '../../lambda/aws/listed-hires.ts';
import { scheduleName } from '../../lambda/aws/schedules.ts';
import { createStoredHires } from '../../lambda/aws/stored-hires.ts';
import { maxDelaySeconds, type WakeUp } from '../../lambda/aws/wake-ups.ts';
import { connectSources } from '../../lambda/hr-systems/connect-sources.ts';
import { createOperate, type OperateParts } from '../../lambda/operate/operate.ts';
import type { startInvite } from './invite.ts';

type Invite = Awaited<ReturnType<typeof startInvite>>;

/**
 * The function `operate` in this process, beside `invite`: on the same tables, with the long wake-ups that `invite` makes
 * from now on as the schedules. What it puts on the queue is kept for the test to deliver; a message may stand in the
 * dead-letter queue.
 */
export function startOperate(invite: Invite) {
  const queued: string[] = [];
  const deadLetters = new Map<string, string>();
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
  const operateParts: OperateParts = {
    settings: configuration,
    readPage: stored.readPage,
    listed: createListedHires(invite.dynamoDb, { hires: 'hires', sweeps: 'sources' }),
    depths: { queued: async () => queued.length, deadLetters: async () => deadLetters.size },
    find: {
      sources: Object.keys(configuration.sources),
      readStored: stored.read,
      users: parts.users,
      pseudonyms: parts.pseudonyms,
    },
    hires: invite.table,
    brake: parts.brake,
    schedules: { read: async (wakeUp) => scheduled(scheduleName(wakeUp))?.body },
    deadLetters: {
      find: async (messageId) => {
        const body = deadLetters.get(messageId);
        if (body === undefined) return 'not-found';
        return {
          replay: async () => {
            deadLetters.delete(messageId);
            queued.push(body);
          },
        };
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
    sources: connectSources(configuration, () => bambooHr.url),
    log: parts.log,
    nowMs: () => clock.nowMs,
  };
  const operate = createOperate(operateParts);

  return {
    parts: operateParts,
    queued,
    deadLetters,
    /** Asks by an alias of the function. */
    ask: (event: unknown, alias = 'act') =>
      operate(event, {
        awsRequestId: 'operate-1',
        invokedFunctionArn: `arn:aws:lambda:eu-central-1:123456789012:function:hire-invites-operate:${alias}`,
        getRemainingTimeInMillis: () => 60_000,
      }),
    /** Delivers what was put on the queue, in one batch. */
    async deliver(): Promise<string[]> {
      return invite.deliver(...queued.splice(0).map((body) => invite.message(body)));
    },
  };
}
