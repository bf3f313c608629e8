import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

/**
 * What the jobs remember from run to run: a row each, in the table of the sweeps, under a key that no source can have. A row
 * with a greater `schema` than 1 is another version's, and is neither read nor written. Absent: 1.
 */

/** ISO 8601. */
const time = v.pipe(v.string(), v.isoTimestamp());

const rowWith = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.object({ source: v.string(), ...entries, version: v.number(), writer: v.string() });

type Client = Pick<DynamoDBClient, 'send'>;

export const toldKey = 'tell/';

/** How far a person has been told who needs a hand. */
export const ToldRow = rowWith({
  /** What began up to this time has been told. */
  toldUntil: time,
  /** The day of the last daily list. */
  toldAllOn: v.pipe(v.string(), v.isoDate()),
  /**
   * Whether the last run saw hires that have no place in the index, because an earlier version has written them, or whose
   * place does not count, because this version cannot read them. Versions before the index do not say.
   */
  sawUnlisted: v.optional(v.boolean()),
});
export type ToldRow = v.InferOutput<typeof ToldRow>;
export type ToldTable = VersionedTable<ToldRow>;
export const createToldTable = (client: Client, tableName: string): ToldTable =>
  tableOf(ToldRow, client, tableName);

export const sentKey = 'events/';

/** How far events have been sent. */
export const SentRow = rowWith({
  /** What happened up to this time has been sent. */
  sentUntil: time,
});
export type SentRow = v.InferOutput<typeof SentRow>;
export type SentTable = VersionedTable<SentRow>;
export const createSentTable = (client: Client, tableName: string): SentTable =>
  tableOf(SentRow, client, tableName);

export const heardKey = (source: string) => `heard/${source}`;

/** When a source that must not fall silent was last heard. */
export const HeardRow = rowWith({
  /** Others may have come since. If none was found yet, since when the source is watched. */
  heardAt: time,
});
export type HeardRow = v.InferOutput<typeof HeardRow>;
export type HeardTable = VersionedTable<HeardRow>;
export const createHeardTable = (client: Client, tableName: string): HeardTable =>
  tableOf(HeardRow, client, tableName);

export const lookedKey = 'onelogin/';

/** How far OneLogin's list of users has been looked through. */
export const LookedRow = rowWith({
  /** Who was created up to this time has been looked at. */
  lookedUntil: time,
});
export type LookedRow = v.InferOutput<typeof LookedRow>;
export type LookedTable = VersionedTable<LookedRow>;
export const createLookedTable = (client: Client, tableName: string): LookedTable =>
  tableOf(LookedRow, client, tableName);

export const checkedKey = 'check/';

/** What the last check of the set-up found to be wrong: only what, and no detail of it. */
const CheckedRow = rowWith({
  /** When the last check ended. If none did yet, since when one is awaited. */
  checkedAt: time,
  faults: v.array(
    v.object({
      // A notice shows both, so nothing else may be there.
      subject: v.pipe(v.string(), v.regex(/^[A-Za-z][\w-]{0,99}$/)),
      code: v.pipe(v.string(), v.regex(/^[A-Z_]{1,99}$/)),
      /** When a check found it first. */
      since: time,
    }),
  ),
});
export type CheckedRow = v.InferOutput<typeof CheckedRow>;
export type FoundFault = CheckedRow['faults'][number];
export type CheckedTable = VersionedTable<CheckedRow>;
export const createCheckedTable = (client: Client, tableName: string): CheckedTable =>
  tableOf(CheckedRow, client, tableName);

function tableOf<Row extends { source: string; version: number; writer: string }>(
  schema: v.GenericSchema<unknown, Row>,
  client: Client,
  tableName: string,
): VersionedTable<Row> {
  return createVersionedTable(client, { tableName, keyName: 'source', schema, newestSchema: 1 });
}
