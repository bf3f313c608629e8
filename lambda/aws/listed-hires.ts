import {
  type AttributeValue,
  DescribeTableCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { Listing, Stretch } from '../hire/listing.ts';
import { batchGet, keysInBatch } from './batch-get.ts';
import { stackKey } from './brake.ts';
import { toldKey } from './job-rows.ts';
import { listingIndex } from './listing-index.ts';
import { type StoredRow, toPlain } from './stored-hires.ts';

/** The hires table by its index: what a list and the counts need, whatever the table's size. */
export interface ListedHires {
  /**
   * The keys of the open hires on some stretches of the index, in their order, each once, up to `mostKeys`. One query a
   * stretch, and an answer of DynamoDB has at most 1 MB: `left` is what it had no room for.
   * @throws UnusableIndex; the error of DynamoDB.
   */
  find(stretches: readonly OpenStretch[]): Promise<{ keys: string[]; left: OpenStretch[] }>;
  /**
   * The rows of up to `mostRows` hires, read consistently, in the order of the keys. Those that are gone are left out.
   * With them comes the row of the whole stack, which has the pause.
   * @throws UnusableIndex, TableBusy; the error of DynamoDB.
   */
  read(keys: readonly string[]): Promise<{ rows: StoredRow[]; stack?: StoredRow }>;
  /**
   * The rows as the index has them, perhaps a moment old, one page at a time: those that are open, and those that have
   * ended.
   * @param mailedSince of those that have ended, only whom was mailed since (ISO 8601).
   * @throws UnusableIndex, TableBusy; the error of DynamoDB.
   */
  readAll(mailedSince: string): AsyncIterable<StoredRow[]>;
}

/** A stretch of the open hires, or what is left of one. */
export interface OpenStretch extends Stretch {
  /** It goes on after this hire, which stands at `from`. */
  after?: string;
}

/** The table has no such index, it is still being built, or it lacks rows that an earlier version has written. */
export class UnusableIndex extends Error {
  override readonly name = 'UnusableIndex';
}

/** How many keys `find` gives. */
export const mostKeys = 500;

/** How many rows `read` takes: two more are read with them. */
export const mostRows = keysInBatch - 2;

/** Only this version's `tell` says so. One of an earlier version has not looked. */
const SawAllListed = v.object({ sawUnlisted: v.literal(false) });

/**
 * @param tables.hires the name of the hires table.
 * @param tables.sweeps the name of the table in which `tell`, which sees all open hires, notes whether the index lacks any.
 */
export function createListedHires(
  client: Pick<DynamoDBClient, 'send'>,
  { hires: tableName, sweeps }: { hires: string; sweeps: string },
): ListedHires {
  const { name, partitionKey, sortKey } = listingIndex;

  async function query(listing: Listing['listing'], condition: string, more: Partial<QueryCommandInput>) {
    const { ExpressionAttributeNames, ExpressionAttributeValues, ...others } = more;
    const command = new QueryCommand({
      TableName: tableName,
      IndexName: name,
      KeyConditionExpression: `#listing = :listing AND ${condition}`,
      ExpressionAttributeNames: { '#listing': partitionKey, '#order': sortKey, ...ExpressionAttributeNames },
      ExpressionAttributeValues: { ...marshall({ ':listing': listing }), ...ExpressionAttributeValues },
      ...others,
    });
    try {
      const { Items = [], LastEvaluatedKey } = await client.send(command);
      return { items: Items, last: LastEvaluatedKey };
    } catch (error) {
      if (isInvalid(error) && !(await hasIndex())) throw new UnusableIndex();
      throw error;
    }
  }

  /** DynamoDB has one code for all that is wrong with a query, so it is asked for the index. */
  async function hasIndex(): Promise<boolean> {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    const index = Table?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === name);
    return index !== undefined && index.IndexStatus === 'ACTIVE' && index.Backfilling !== true;
  }

  async function findOn(
    { from, to, after }: OpenStretch,
    most: number,
  ): Promise<{ keys: string[]; left?: OpenStretch }> {
    const start = after !== undefined && { hire: after, [partitionKey]: 'open', [sortKey]: from };
    const { items, last } = await query('open', '#order BETWEEN :from AND :to', {
      Limit: most,
      ProjectionExpression: '#hire',
      ExpressionAttributeNames: { '#hire': 'hire' },
      ExpressionAttributeValues: marshall({ ':from': from, ':to': to }),
      ...(start && { ExclusiveStartKey: marshall(start) }),
    });
    const keys = items.flatMap((item) => item['hire']?.S ?? []);
    const [order, hire] = [last?.[sortKey]?.S, last?.['hire']?.S];
    return {
      keys,
      ...(order !== undefined && hire !== undefined && { left: { from: order, to, after: hire } }),
    };
  }

  async function* readListing(listing: Listing['listing'], from: string): AsyncIterable<StoredRow[]> {
    let start: Record<string, AttributeValue> | undefined;
    do {
      const { items, last } = await query(listing, '#order >= :from', {
        ExpressionAttributeValues: marshall({ ':from': from }),
        ...(start && { ExclusiveStartKey: start }),
      });
      yield items.map(toPlain);
      start = last;
    } while (start !== undefined);
  }

  const read: ListedHires['read'] = async (keys) => {
    const { [tableName]: items = [], [sweeps]: told = [] } = await batchGet(client, {
      [tableName]: { Keys: [...new Set([stackKey, ...keys])].map((hire) => marshall({ hire })) },
      [sweeps]: { Keys: [marshall({ source: toldKey })] },
    });
    // A new stack has no such row for some minutes, and no row of an earlier version either.
    if (told.some((item) => !v.is(SawAllListed, unmarshall(item)))) throw new UnusableIndex();
    const found = new Map(items.map((item) => [item['hire']?.S, toPlain(item)]));
    const stack = found.get(stackKey);
    const rows = keys.map((key) => found.get(key)).filter((row) => row !== undefined);
    return { rows, ...(stack && { stack }) };
  };

  return {
    async find(stretches) {
      const found = new Set<string>();
      for (const [index, stretch] of stretches.entries()) {
        if (found.size >= mostKeys) return { keys: [...found], left: stretches.slice(index) };
        const { keys, left } = await findOn(stretch, mostKeys - found.size);
        for (const key of keys) found.add(key);
        if (left !== undefined) return { keys: [...found], left: [left, ...stretches.slice(index + 1)] };
      }
      return { keys: [...found], left: [] };
    },
    read,
    async *readAll(mailedSince) {
      await read([]);
      yield* readListing('open', '0');
      yield* readListing('ended', mailedSince);
    },
  };
}

function isInvalid(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException';
}
