import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createBrake } from '../../lambda/aws/brake.ts';
import { createListedHires } from '../../lambda/aws/listed-hires.ts';
import { type HireRow, toItem } from '../../lambda/hire/hire-row.ts';
import { stretchesOf } from '../../lambda/hire/listing.ts';
import { startSweep } from '../helpers/sweep.ts';

/** The sweep gives the rows of an earlier version their place in the index. */

const day = 24 * 60 * 60 * 1000;

let sweep: Awaited<ReturnType<typeof startSweep>>;
beforeEach(async () => {
  sweep = await startSweep();
});
afterEach(() => sweep.close());

const { waiting, parked, invited, active, neverMailed } = {
  waiting: 'home-made//1',
  parked: 'home-made//2',
  invited: 'home-made//3',
  active: 'home-made//4',
  neverMailed: 'home-made//5',
};

const put = (item: Record<string, unknown>) =>
  sweep.invite.dynamoDb.send(new PutItemCommand({ TableName: 'hires', Item: marshall(item) }));

/** A row as an earlier version has written it. */
function putEarlier(hire: string, change: Partial<HireRow>) {
  const { nowMs } = sweep.clock;
  const others = {
    version: 3,
    writer: 'w',
    rung: 0,
    firstAttemptAt: nowMs,
    updatedAt: nowMs,
    requestId: 'r',
  };
  return put(toItem({ hire, state: 'waiting', ...others, ...change }));
}

async function storedAt(hire: string): Promise<Record<string, unknown>> {
  const { Item = {} } = await sweep.invite.dynamoDb.send(
    new GetItemCommand({ TableName: 'hires', Key: marshall({ hire }) }),
  );
  return unmarshall(Item);
}

async function listed(): Promise<string[]> {
  const index = createListedHires(sweep.invite.dynamoDb, { hires: 'hires', sweeps: 'sources' });
  return (await index.find(stretchesOf(sweep.clock.nowMs))).keys;
}

async function putFive(): Promise<void> {
  const { nowMs } = sweep.clock;
  await putEarlier(waiting, { waitUntil: nowMs + day });
  await putEarlier(parked, { state: 'parked' });
  await putEarlier(invited, { state: 'invited', invitedAt: nowMs, followUpAt: nowMs + day });
  await putEarlier(active, { state: 'activated', invitedAt: nowMs });
  await putEarlier(neverMailed, { state: 'already-active' });
}

test('of each for which something is to be done, and of each that was mailed; nothing else of the row is touched', async () => {
  await putFive();
  const before = await storedAt(parked);
  expect(await listed()).toEqual([]);
  await sweep.run();
  expect(await listed()).toEqual([parked, waiting]);
  expect(await storedAt(parked)).toEqual({ ...before, listing: 'open', listingOrder: expect.any(String) });
  expect(await storedAt(invited)).toMatchObject({ listing: 'open' });
  expect(await storedAt(active)).toMatchObject({ listing: 'ended' });
  expect(await storedAt(neverMailed)).not.toHaveProperty('listing');
});

test('that a row has which a person has edited, but not one of a newer version, nor what is no hire', async () => {
  await put({ hire: 'home-made//8', state: 'parked', version: 'one' });
  await put({ hire: 'home-made//9', state: 'parked' });
  await put({ hire: 'home-made//10', state: 'parked', schema: 99, version: 1 });
  const brake = createBrake(sweep.invite.dynamoDb, 'hires', {
    maxFirstMailsPerDay: 1,
    nowMs: () => sweep.clock.nowMs,
  });
  await brake.countFirstMail();
  await sweep.run();
  expect((await listed()).sort()).toEqual(['home-made//8', 'home-made//9']);
  expect(await storedAt('stack')).not.toHaveProperty('listing');
});

test('not if somebody has written the row in between, who has listed it', async () => {
  await putEarlier(parked, { state: 'parked' });
  const { scanUnlisted } = sweep.parts;
  sweep.parts.scanUnlisted = async function* scan() {
    for await (const rows of scanUnlisted()) {
      const row = await sweep.invite.table.read(parked);
      if (row === undefined) throw new Error('no row');
      await sweep.invite.table.write({ ...row, state: 'cancelled', version: row.version + 1 });
      yield rows;
    }
  };
  await sweep.run();
  expect(await storedAt(parked)).not.toHaveProperty('listing');
  expect(sweep.metrics).toEqual([]);
});

test('not in a dry run', async () => {
  await putFive();
  await sweep.run({ dryRun: true });
  expect(await listed()).toEqual([]);
});

test('as far as the time allows', async () => {
  await putFive();
  sweep.time.remainingMs = 59_999;
  sweep.parts.scanUnlisted = async function* scan() {
    yield [await storedAt(parked)];
    yield [await storedAt(waiting)];
  };
  await sweep.run();
  expect(await listed()).toEqual([parked]);
  expect(sweep.logs.map(({ message }) => message)).toContain('out of time to list more hires');
});

test('and if the table cannot be read, that is reported, and the sweep goes on', async () => {
  sweep.parts.scanUnlisted = () => {
    throw new Error('away');
  };
  expect(await sweep.run()).toMatchObject({ sources: [{ ended: 'FINISHED' }, { ended: 'FINISHED' }] });
  expect(sweep.metrics).toEqual(['SweepFailed 1']);
  expect(sweep.logs.map(({ message }) => message)).toContain('hires not listed');
});
