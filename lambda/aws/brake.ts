import {
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { Outcome } from '../hire/outcomes.ts';
import { pauseEntries } from '../hire/pause.ts';
import { wasMade } from './conditional-write.ts';

/** The key of the brake's item in the hires table. It can be no hire's: their keys have a `/`. */
export const stackKey = 'stack';

const Stack = v.object({
  hire: v.literal(stackKey),
  /** The day (UTC) whose first mails are counted, like 2026-11-30. */
  day: v.pipe(v.string(), v.isoDate()),
  firstMails: v.number(),
  /** In ISO 8601. Present for as long as everything is paused, whatever day it is. */
  pausedAt: v.optional(v.string()),
  ...pauseEntries,
});
type Stack = v.InferOutput<typeof Stack>;

/** Stops everything: when more first mails are about to go out than a company can have new hires, or by hand. */
export interface Brake {
  /**
   * Whether everything is paused. The item is read at each call: an answer that was kept would let mails out after the
   * pause, and the read costs next to nothing beside the calls to OneLogin that come before it.
   */
  isPaused(): Promise<boolean>;
  /** Why everything is paused; undefined if it is not, or if only another version knows the cause. */
  pausedBecause(): Promise<Outcome['pausedBecause']>;
  /**
   * Counts a first mail that is about to go out. If the day's are used up, it pauses everything instead. What is counted
   * twice because an answer was lost, or was never sent, only lets fewer mails out.
   */
  countFirstMail(): Promise<'go' | 'paused'>;
}

/** What only a person does. */
export interface PauseSwitch {
  /** @returns false if everything is paused already; then nothing is changed. */
  pause(reason: string): Promise<boolean>;
  /**
   * Ends a pause, an operator's or the brake's own. After one of the brake's, the day's count begins anew: a person has seen that so
   * many are right.
   * @returns `paused-anew` if a later pause has begun meanwhile, which this call does not end.
   * @throws ValiError if the item cannot be read.
   */
  resume(): Promise<'resumed' | 'not-paused' | 'paused-anew'>;
}

export interface BrakeSettings {
  maxFirstMailsPerDay: number;
  nowMs: () => number;
}

/** The brake, with its one item in the hires table. A person may also release it by deleting the item. */
export function createBrake(
  client: Pick<DynamoDBClient, 'send'>,
  tableName: string,
  { maxFirstMailsPerDay, nowMs }: BrakeSettings,
): Brake & PauseSwitch {
  const key = { TableName: tableName, Key: marshall({ hire: stackKey }) };

  async function read(): Promise<Stack | undefined> {
    const { Item } = await client.send(new GetItemCommand({ ...key, ConsistentRead: true }));
    return Item === undefined ? undefined : v.parse(Stack, unmarshall(Item));
  }

  /** @returns false if the item is not as the condition demands. */
  function update({ values, ...change }: Change): Promise<boolean> {
    const ExpressionAttributeValues = marshall(values);
    return wasMade(client.send(new UpdateItemCommand({ ...key, ...change, ExpressionAttributeValues })));
  }

  async function countFirstMail(): Promise<'go' | 'paused'> {
    const now = new Date(nowMs()).toISOString();
    const today = now.slice(0, 10);
    if (await update(countOne(today, maxFirstMailsPerDay))) return 'go';
    const standing = await read();
    if (standing?.pausedAt !== undefined) return 'paused';
    if (standing === undefined || standing.day < today) {
      if (await update(beginDay(today))) return 'go';
    } else if (await update(pause(now, maxFirstMailsPerDay))) return 'paused';
    // Somebody else was faster: they began the day, paused, or resumed.
    return countFirstMail();
  }

  async function resume(): Promise<'resumed' | 'not-paused' | 'paused-anew'> {
    const standing = await read();
    if (standing?.pausedAt === undefined) return 'not-paused';
    if (await update(release(standing.pausedAt, standing))) return 'resumed';
    return (await read())?.pausedAt === undefined ? 'not-paused' : 'paused-anew';
  }

  return {
    isPaused: async () => (await read())?.pausedAt !== undefined,
    pausedBecause: async () => (await read())?.pausedBecause,
    countFirstMail,
    pause: (reason) => update(pauseByHand(new Date(nowMs()).toISOString(), reason)),
    resume,
  };
}

type Change = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames'
> & { values: Record<string, unknown> };

/** `day` is a reserved word. */
const names = { ExpressionAttributeNames: { '#day': 'day' } };

/** Around midnight another function's clock may have begun the next day already: then the mail counts for that day. */
function countOne(today: string, max: number): Change {
  return {
    UpdateExpression: 'ADD firstMails :one',
    ConditionExpression: 'attribute_not_exists(pausedAt) AND #day >= :today AND firstMails < :max',
    ...names,
    values: { ':one': 1, ':today': today, ':max': max },
  };
}

function beginDay(today: string): Change {
  return {
    UpdateExpression: 'SET #day = :today, firstMails = :one',
    ConditionExpression: 'attribute_not_exists(pausedAt) AND (attribute_not_exists(#day) OR #day < :today)',
    ...names,
    values: { ':one': 1, ':today': today },
  };
}

function pause(now: string, max: number): Change {
  return {
    UpdateExpression: 'SET pausedAt = :now, pausedBecause = :because',
    ConditionExpression: 'attribute_not_exists(pausedAt) AND #day >= :today AND firstMails >= :max',
    ...names,
    values: { ':now': now, ':because': 'MAX_FIRST_MAILS', ':today': now.slice(0, 10), ':max': max },
  };
}

/** The item is read only if it has a day and a count, so each other write gives it them. */
export const dayAndCount = {
  assignments: '#day = if_not_exists(#day, :today), firstMails = if_not_exists(firstMails, :zero)',
  ...names,
  /** @param now in ISO 8601. */
  values: (now: string) => ({ ':today': now.slice(0, 10), ':zero': 0 }),
};

function pauseByHand(now: string, reason: string): Change {
  return {
    UpdateExpression: `SET pausedAt = :now, pausedBecause = :because, pausedReason = :reason, ${dayAndCount.assignments}`,
    ConditionExpression: 'attribute_not_exists(pausedAt)',
    ...names,
    values: { ':now': now, ':because': 'OPERATOR', ':reason': reason, ...dayAndCount.values(now) },
  };
}

function release(pausedAt: string, { pausedBecause }: Stack): Change {
  const end = 'REMOVE pausedAt, pausedBecause, pausedReason';
  const condition = { ConditionExpression: 'pausedAt = :seen' };
  if (pausedBecause === 'OPERATOR')
    return { UpdateExpression: end, ...condition, values: { ':seen': pausedAt } };
  const values = { ':seen': pausedAt, ':zero': 0 };
  return { UpdateExpression: `SET firstMails = :zero ${end}`, ...condition, values };
}
