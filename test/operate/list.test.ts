import { randomUUID } from 'node:crypto';
import { BatchWriteItemCommand, CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import { createHiresTable } from '../../lambda/aws/hires-table.ts';
import { createListedHires } from '../../lambda/aws/listed-hires.ts';
import { createStoredHires } from '../../lambda/aws/stored-hires.ts';
import { type HireRow, toItem } from '../../lambda/hire/hire-row.ts';
import { listingOf } from '../../lambda/hire/listing.ts';
import { allStates } from '../../lambda/hire/states.ts';
import type { Listed } from '../../lambda/operate/answer.ts';
import { countHires } from '../../lambda/operate/count-hires.ts';
import { listHires } from '../../lambda/operate/list-hires.ts';
import { toPageToken } from '../../lambda/operate/page-token.ts';
import { type LocalDynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { countCalls } from '../helpers/counted-calls.ts';
import { hiresTable, tableOf } from '../helpers/tables.ts';

/** Lists and counts, from tables of any size. */

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const now = Date.parse('2026-03-02T08:00:00Z');

const tables = {
  listed: { ...hiresTable, TableName: 'listed' },
  bare: { ...tableOf('hire'), TableName: 'bare' },
};
const settings = createConfiguration();

function createRow(hire: string, change: Partial<HireRow>): HireRow {
  const others = { version: 1, writer: 'w', rung: 0, firstAttemptAt: now, updatedAt: now, requestId: 'r' };
  return { hire, state: 'waiting', ...others, ...change };
}

async function putAll({ client }: LocalDynamoDb, tableName: string, rows: readonly HireRow[]): Promise<void> {
  for (let first = 0; first < rows.length; first += 25) {
    const puts = rows
      .slice(first, first + 25)
      .map((row) => ({ PutRequest: { Item: marshall({ ...toItem(row), ...listingOf(row) }) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: puts } }));
  }
}

/** The parts of `operate` that list and count, on a table, and what they have asked of it. */
function partsOn({ client }: LocalDynamoDb, tableName: string, nowMs = now) {
  const { client: counted, calls } = countCalls(client);
  const stored = createStoredHires(counted, tableName);
  const parts = {
    settings,
    readPage: stored.readPage,
    listed: createListedHires(counted, { hires: tableName, sweeps: 'sources' }),
    find: { readStored: stored.read },
    depths: { queued: async () => 3, deadLetters: async () => 2 },
    nowMs: () => nowMs,
  };
  return { parts, calls };
}

type Parts = ReturnType<typeof partsOn>['parts'];
type Which = Parameters<typeof listHires>[0]['which'];

async function pageOf(which: Which, parts: Parts, after?: string): Promise<Listed> {
  const page = await listHires({ action: 'list', which, after }, parts, () => true);
  if (!page.ok) throw new Error(page.message);
  return page;
}

async function listAll(which: Which, parts: Parts): Promise<string[]> {
  const hires: string[] = [];
  let after: string | undefined;
  do {
    const page = await pageOf(which, parts, after);
    hires.push(...page.hires.map(({ hire }) => hire));
    after = page.next;
  } while (after !== undefined);
  return hires;
}

describe('a table of 2,000 rows, of which 230 are open', () => {
  const open = Array.from({ length: 230 }, (_, index) =>
    createRow(
      `bamboohr//${index}`,
      index % 10 === 0
        ? { state: 'parked', code: 'USER_SUSPENDED', updatedAt: now - index * hour }
        : { code: 'NOT_DUE_YET', waitUntil: now + (230 - index) * day, notBefore: now + (230 - index) * day },
    ),
  );
  const others = Array.from({ length: 1770 }, (_, index) =>
    createRow(
      `bamboohr//${1000 + index}`,
      index < 300
        ? { state: 'invited', invitedAt: now - hour, followUpAt: now + day }
        : { state: 'activated', invitedAt: now - (index - 300) * hour },
    ),
  );

  let dynamoDb: LocalDynamoDb;
  beforeAll(async () => {
    dynamoDb = await startDynamoDb([...Object.values(tables), tableOf('source')]);
    for (const name of ['listed', 'bare']) await putAll(dynamoDb, name, [...others, ...open]);
  });
  afterAll(() => dynamoDb.close());

  test('has a first page that costs two queries and one batch of rows: the longest in need first', async () => {
    const { parts, calls } = partsOn(dynamoDb, 'listed');
    const page = await pageOf('open', parts);
    expect(calls).toEqual(['Query', 'Query', 'BatchGetItem']);
    expect(page).not.toHaveProperty('scanned');
    expect(page.hires).toHaveLength(98);
    const needing = page.hires.filter(({ needsHand }) => needsHand);
    expect(needing).toEqual(page.hires.slice(0, 23));
    const sorted = (times: (string | undefined)[]) => expect(times).toEqual(times.toSorted());
    sorted(needing.map(({ since }) => since));
    sorted(page.hires.slice(23).map(({ nextLook }) => nextLook));
  });

  test('has pages that hold everybody once, each of which costs one batch more', async () => {
    const { parts, calls } = partsOn(dynamoDb, 'listed');
    const hires = await listAll('open', parts);
    expect(hires.toSorted()).toEqual(open.map(({ hire }) => hire).toSorted());
    expect(calls).toEqual(['Query', 'Query', 'BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
  });

  test('is scanned without the index, and that is said', async () => {
    const { parts, calls } = partsOn(dynamoDb, 'bare');
    const page = await pageOf('open', parts);
    expect(page).toMatchObject({ ok: true, scanned: true });
    expect(calls).toEqual(expect.arrayContaining(['Query', 'DescribeTable', 'Scan']));
    expect((await listAll('open', parts)).toSorted()).toEqual(open.map(({ hire }) => hire).toSorted());
  });

  test('is scanned while it has rows of an earlier version, which have no place in the index', async () => {
    const { parts } = partsOn(dynamoDb, 'listed');
    const note = async (said: { sawUnlisted?: boolean }) =>
      dynamoDb.client.send(
        new PutItemCommand({ TableName: 'sources', Item: marshall({ source: 'tell/', ...said }) }),
      );
    for (const said of [{}, { sawUnlisted: true }]) {
      await note(said);
      expect(await pageOf('open', parts)).toMatchObject({ scanned: true });
      expect(await countHires(parts)).toMatchObject({ scanned: true });
    }
    await note({ sawUnlisted: false });
    expect(await pageOf('open', parts)).not.toHaveProperty('scanned');
    expect(await countHires(parts)).not.toHaveProperty('scanned');
  });

  test.each(['listed', 'bare'])('is counted, the table %s', async (name) => {
    const { parts, calls } = partsOn(dynamoDb, name);
    expect(await countHires(parts)).toEqual({
      ok: true,
      needHand: 23,
      waiting: 207,
      goTomorrow: 1,
      invitedThisWeek: 300 + 169,
      activeOfThem: 169,
      queued: 3,
      deadLetters: 2,
      ...(name === 'bare' && { scanned: true }),
    });
    expect(calls.includes('Scan')).toBe(name === 'bare');
  });

  test.each<[string, (after: string) => string]>([
    ['cut off', (after) => after.slice(0, -5)],
    ['of another list', () => toPageToken('waiting', { by: 'scan' })],
    ['with an order that is none', () => toPageToken('open', stretch('5', '6'))],
    ['with a stretch that ends before it begins', () => toPageToken('open', stretch('4', '1'))],
    ['of another program', () => 'bamboohr//1'],
  ])('has no page after one that is %s, and that is said in words', async (_, spoil) => {
    const { parts, calls } = partsOn(dynamoDb, 'listed');
    const { next = '' } = await pageOf('open', parts);
    calls.length = 0;
    const after = spoil(next);
    expect(await listHires({ action: 'list', which: 'open', after }, parts, () => true)).toEqual({
      ok: false,
      code: 'PAGE_UNKNOWN',
      message: expect.stringContaining('Ask for the first page again'),
    });
    expect(calls).toEqual([]);
  });

  const stretch = (from: string, to: string) => ({ by: 'index' as const, keys: [], left: [{ from, to }] });
});

describe('pages', () => {
  let dynamoDb: LocalDynamoDb;
  const waiting = Array.from({ length: 250 }, (_, index) =>
    createRow(`bamboohr//${index}`, { code: 'NOT_DUE_YET', waitUntil: now + (index + 1) * day }),
  );
  beforeAll(async () => {
    dynamoDb = await startDynamoDb([tables.listed, tableOf('source')]);
    await putAll(dynamoDb, 'listed', waiting);
  });
  afterAll(() => dynamoDb.close());

  test('hold nobody twice and leave nobody out, though hires move past each other meanwhile', async () => {
    const { parts } = partsOn(dynamoDb, 'listed');
    const first = await pageOf('open', parts);
    const table = createHiresTable(dynamoDb.client, 'listed');
    const move = async (hire: string, change: Partial<HireRow>) => {
      const row = await table.read(hire);
      if (row === undefined) throw new Error('no row');
      expect(await table.write({ ...row, ...change, version: row.version + 1 })).toBe(true);
    };
    await move('bamboohr//0', { waitUntil: now + 900 * day });
    await move('bamboohr//249', { waitUntil: now + hour });
    await move('bamboohr//200', { state: 'parked', code: 'USER_SUSPENDED' });
    await move('bamboohr//201', { state: 'cancelled' });
    const second = await pageOf('open', parts, first.next);
    const third = await pageOf('open', parts, second.next);
    expect(third).not.toHaveProperty('next');
    const hires = [first, second, third].flatMap((page) => page.hires);
    expect(new Set(hires.map(({ hire }) => hire)).size).toBe(hires.length);
    expect(hires).toHaveLength(249);
    // What is said of each is what was true when its page was read.
    expect(hires.find(({ hire }) => hire === 'bamboohr//200')).toMatchObject({ needsHand: true });
    expect(hires.some(({ hire }) => hire === 'bamboohr//201')).toBe(false);
  });

  test('of more hires than the first page names go on where that has ended, by a text that fits into an address', async () => {
    const many = await startDynamoDb([tables.listed, tableOf('source')]);
    const rows = Array.from({ length: 620 }, (_, index) =>
      createRow(`workday//${randomUUID()}`, { code: 'NOT_DUE_YET', waitUntil: now + index * day }),
    );
    await putAll(many, 'listed', rows);
    const { parts } = partsOn(many, 'listed');
    const { next = '' } = await pageOf('open', parts);
    expect(next.length).toBeLessThan(14_000);
    expect(await listAll('open', parts)).toEqual(rows.map(({ hire }) => hire));
    await many.close();
  });

  test('go on where an answer of the index had no more room', async () => {
    const big = await startDynamoDb([tables.listed, tableOf('source')]);
    // About 6 KB each, so that 1 MB has fewer than 200.
    const heardRecords = Array.from({ length: 170 }, (_, index) => String(index).padStart(32, '0'));
    await putAll(
      big,
      'listed',
      waiting.map((row) => ({ ...row, heardRecords })),
    );
    const { parts, calls } = partsOn(big, 'listed');
    const hires = await listAll('open', parts);
    expect(hires).toEqual(waiting.map(({ hire }) => hire));
    expect(calls.filter((call) => call === 'Query').length).toBeGreaterThan(2);
    await big.close();
  });
});

describe('an index', () => {
  let dynamoDb: LocalDynamoDb;
  beforeAll(async () => {
    dynamoDb = await startDynamoDb([tables.bare, tableOf('source')]);
  });
  afterAll(() => dynamoDb.close());

  const times = fc.oneof(
    fc.integer({ min: now - 20 * day, max: now + 20 * day }),
    fc.constantFrom(now, now - hour, now - 1.5 * hour, now - day, now - 14 * day, 1e15),
  );
  const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
  const change = fc.record({
    state: fc.constantFrom(...allStates),
    code: fc.constantFrom('NOT_DUE_YET', 'USER_NOT_IN_ONELOGIN_YET', 'USER_SUSPENDED', undefined),
    firstAttemptAt: times,
    updatedAt: times,
    waitUntil: maybe(times),
    lease: maybe(times.map((until) => ({ token: 't', messageId: 'm', until }))),
    notBefore: maybe(times),
    invitedAt: maybe(times),
    followUpAt: maybe(times),
    notActivatedAt: maybe(times),
    zoneUnknownAt: maybe(times),
    earlierUsers: maybe(times.map((since) => [{ userId: '7', since }])),
  });

  test('has the same hires and the same counts as the whole table, whatever the rows', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 50, maxLength: 90 }), times, async (changes, at) => {
        run += 1;
        const name = `listed-${run}`;
        await dynamoDb.client.send(
          new CreateTableCommand({ ...hiresTable, TableName: name, BillingMode: 'PAY_PER_REQUEST' }),
        );
        await putAll(dynamoDb, name, changes.map(toRow));
        const byIndex = partsOn(dynamoDb, name, at).parts;
        const byScan = {
          ...byIndex,
          listed: createListedHires(dynamoDb.client, { hires: 'bare', sweeps: 'sources' }),
        };
        for (const which of ['open', 'needs-hand', 'waiting', 'tomorrow'] as const)
          expect((await listAll(which, byIndex)).toSorted()).toEqual(
            (await listAll(which, byScan)).toSorted(),
          );
        const { scanned, ...counts } = await countHires(byScan);
        expect(await countHires(byIndex)).toEqual(counts);
        expect(await listAll('tomorrow', byIndex)).toHaveLength(counts.goTomorrow);
        const open = await listAll('open', byScan);
        expect(counts.needHand + counts.waiting).toBe(open.length);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  /** A row has the fields that are set, and no others. */
  function toRow(fields: typeof change extends fc.Arbitrary<infer Fields> ? Fields : never, index: number) {
    const set = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    return createRow(`bamboohr//${index}`, set);
  }
});
