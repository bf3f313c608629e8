import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createBrake } from '../../lambda/aws/brake.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { tableOf } from '../helpers/tables.ts';

let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
const clock = { nowMs: 0 };
beforeAll(async () => {
  dynamoDb = await startDynamoDb([tableOf('hire')]);
});
afterAll(() => dynamoDb.close());
beforeEach(async () => {
  clock.nowMs = Date.parse('2026-11-30T23:59:00Z');
  await resume();
});

type Client = Pick<DynamoDBClient, 'send'>;

/** The brake in a function of its own. */
function brake({
  max = 3,
  nowMs = () => clock.nowMs,
  client = dynamoDb.client,
}: {
  max?: number;
  nowMs?: () => number;
  client?: Client;
} = {}) {
  return createBrake(client, 'hires', { maxFirstMailsPerDay: max, nowMs });
}

const Key = { hire: { S: 'stack' } };

/** As a person does it in the console. */
async function resume(): Promise<void> {
  await dynamoDb.client.send(new DeleteItemCommand({ TableName: 'hires', Key }));
}

async function item(): Promise<Record<string, unknown> | undefined> {
  const { Item } = await dynamoDb.client.send(new GetItemCommand({ TableName: 'hires', Key }));
  return Item && unmarshall(Item);
}

async function put(item: Record<string, unknown>): Promise<void> {
  await dynamoDb.client.send(new PutItemCommand({ TableName: 'hires', Item: marshall(item) }));
}

async function count(times: number, one = brake()): Promise<string[]> {
  const counted: string[] = [];
  for (let time = 0; time < times; time += 1) counted.push(await one.countFirstMail());
  return counted;
}

test('as many first mails as the maximum go, and the next one pauses everything', async () => {
  expect(await brake().isPaused()).toBe(false);
  expect(await count(3)).toEqual(['go', 'go', 'go']);
  expect(await brake().isPaused()).toBe(false);
  expect(await item()).toEqual({ hire: 'stack', day: '2026-11-30', firstMails: 3 });

  expect(await count(2)).toEqual(['paused', 'paused']);
  expect(await brake().isPaused()).toBe(true);
  expect(await item()).toEqual({
    hire: 'stack',
    day: '2026-11-30',
    firstMails: 3,
    pausedAt: '2026-11-30T23:59:00.000Z',
    pausedBecause: 'MAX_FIRST_MAILS',
  });
});

test('a new day has its own count', async () => {
  await count(3);
  clock.nowMs += 60 * 1000;
  expect(await count(4)).toEqual(['go', 'go', 'go', 'paused']);
  expect(await item()).toMatchObject({ day: '2026-12-01', pausedAt: '2026-12-01T00:00:00.000Z' });
});

test('what is paused stays paused on the next day, and by a higher maximum', async () => {
  await count(4);
  clock.nowMs += 24 * 60 * 60 * 1000;
  expect(await brake({ max: 100 }).isPaused()).toBe(true);
  expect(await count(1, brake({ max: 100 }))).toEqual(['paused']);
  expect(await item()).toMatchObject({ day: '2026-11-30', pausedAt: '2026-11-30T23:59:00.000Z' });
});

test('once the item is deleted everything goes on, with a new count', async () => {
  await count(4);
  await resume();
  expect(await brake().isPaused()).toBe(false);
  expect(await count(4)).toEqual(['go', 'go', 'go', 'paused']);
});

test('a lower maximum than what has gone already pauses', async () => {
  await count(3);
  expect(await count(1, brake({ max: 2 }))).toEqual(['paused']);
});

test('functions that count at once let exactly the maximum go', async () => {
  const counted = await Promise.all(Array.from({ length: 20 }, () => brake({ max: 13 }).countFirstMail()));
  expect(counted.filter((one) => one === 'go')).toHaveLength(13);
  expect(await item()).toMatchObject({ firstMails: 13, pausedBecause: 'MAX_FIRST_MAILS' });
});

describe('a function that is overtaken just before it writes', () => {
  /** Meanwhile something else happens, once, before the update that sets this. */
  function overtaken(sets: string, meanwhile: () => Promise<unknown>): Client {
    let isDone = false;
    return {
      async send(command: GetItemCommand | UpdateItemCommand) {
        if (command instanceof GetItemCommand) return dynamoDb.client.send(command);
        const isNow = !isDone && command.input.UpdateExpression?.startsWith(`SET ${sets}`);
        isDone ||= isNow === true;
        if (isNow) await meanwhile();
        return dynamoDb.client.send(command);
      },
    };
  }

  test('by another that makes the item loses no count', async () => {
    const client = overtaken('#day', () => count(1));
    expect(await count(1, brake({ client }))).toEqual(['go']);
    expect(await item()).toMatchObject({ firstMails: 2 });
  });

  test('by another that begins the day does not begin it again', async () => {
    await count(3);
    clock.nowMs += 60 * 1000;
    const client = overtaken('#day', () => count(2));
    expect(await count(2, brake({ client }))).toEqual(['go', 'paused']);
    expect(await item()).toMatchObject({ day: '2026-12-01', firstMails: 3 });
  });

  test('by another that begins the day and uses it up lets nothing go', async () => {
    await count(3);
    clock.nowMs += 60 * 1000;
    const client = overtaken('#day', () => count(4));
    expect(await count(1, brake({ client }))).toEqual(['paused']);
  });

  test('by another that pauses leaves its time', async () => {
    await count(3);
    const client = overtaken('pausedAt', async () => {
      await count(1);
      clock.nowMs += 1000;
    });
    expect(await count(1, brake({ client }))).toEqual(['paused']);
    expect(await item()).toMatchObject({ pausedAt: '2026-11-30T23:59:00.000Z' });
  });

  test('by another that begins the next day does not pause that day', async () => {
    await count(3);
    const client = overtaken('pausedAt', () => {
      clock.nowMs += 60 * 1000;
      return count(1);
    });
    expect(await count(1, brake({ client }))).toEqual(['go']);
    expect(await item()).toEqual({ hire: 'stack', day: '2026-12-01', firstMails: 2 });
  });

  test('by a person who resumes goes on', async () => {
    await count(3);
    const client = overtaken('pausedAt', resume);
    expect(await count(1, brake({ client }))).toEqual(['go']);
    expect(await item()).toEqual({ hire: 'stack', day: '2026-11-30', firstMails: 1 });
  });
});

test('a function whose clock is behind counts for the day that has begun, and does not end it', async () => {
  await count(1, brake({ nowMs: () => clock.nowMs + 60 * 1000 }));
  expect(await count(3)).toEqual(['go', 'go', 'paused']);
  expect(await item()).toMatchObject({ day: '2026-12-01', firstMails: 3 });
});

test('a reason that only another version knows still pauses', async () => {
  await put({
    hire: 'stack',
    day: '2026-11-30',
    firstMails: 0,
    pausedAt: '2026-11-30T12:00:00.000Z',
    pausedBecause: 'A_LATER_REASON',
  });
  expect(await brake().isPaused()).toBe(true);
  expect(await count(1)).toEqual(['paused']);
});

test('an item that cannot be read lets nothing go', async () => {
  await put({ hire: 'stack', day: '2026-11-30' });
  await expect(brake().isPaused()).rejects.toThrow();
  await expect(brake().countFirstMail()).rejects.toThrow();
});

test('whether it is paused is read anew each time, and consistently', async () => {
  const inputs: unknown[] = [];
  const client = {
    send: async (command: GetItemCommand) => {
      inputs.push(command.input);
      return {};
    },
  };
  const one = createBrake(client, 'hires', { maxFirstMailsPerDay: 3, nowMs: () => clock.nowMs });
  await one.isPaused();
  await one.isPaused();
  expect(inputs).toMatchObject([{ ConsistentRead: true }, { ConsistentRead: true }]);
});

test('an error of DynamoDB lets nothing go', async () => {
  const client = {
    send: async () => {
      throw new Error('throttled');
    },
  };
  await expect(brake({ client }).isPaused()).rejects.toThrow('throttled');
  await expect(brake({ client }).countFirstMail()).rejects.toThrow('throttled');
});

test('an operator’s pause whose answer was lost stands, and a resume whose answer was lost is done', async () => {
  // The client repeats the update, which then meets what it has written itself.
  const client: Client = {
    async send(command: GetItemCommand | UpdateItemCommand) {
      if (!(command instanceof GetItemCommand)) await dynamoDb.client.send(command);
      return dynamoDb.client.send(command);
    },
  };
  const one = brake({ client });
  expect(await one.pause('moving')).toBe(false);
  expect(await one.pausedBecause()).toBe('OPERATOR');
  expect(await item()).toMatchObject({ pausedAt: '2026-11-30T23:59:00.000Z', pausedReason: 'moving' });
  expect(await one.resume()).toBe('not-paused');
  expect(await item()).toEqual({ hire: 'stack', day: '2026-11-30', firstMails: 0 });
});

test('while an operator pauses, no first mail goes, and none is counted', async () => {
  await count(1);
  expect(await brake().pause('moving')).toBe(true);
  expect(await count(2)).toEqual(['paused', 'paused']);
  expect(await brake().resume()).toBe('resumed');
  expect(await count(3)).toEqual(['go', 'go', 'paused']);
});
