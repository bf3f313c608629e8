import * as v from 'valibot';
import { HireRow, iso, rowSchema } from './hire-row.ts';
import { nextLookOf, standingNeedsOf } from './needs-hand.ts';
import { isWaiting, settledStates } from './states.ts';
import { overdueMs } from './waits.ts';

/**
 * Where a hire stands in the index of the hires table, from which lists and counts are read. The two attributes follow
 * from the row, and are no part of it: they say in which order to look at the rows, and each row then says whether the
 * hire needs a hand. The index holds only rows that have both.
 */

export interface Listing {
  /** `open`: something is to be done, or somebody is awaited. `ended`: nothing, but the person was mailed. */
  listing: 'open' | 'ended';
  /** For `open` one of the parts below and a time; for `ended` when the person was mailed. */
  listingOrder: string;
}

/** The parts of the open hires, in an order in which each list is one stretch or two. */
const parts = {
  /** Listed until this time, and then never again: nothing else is to come. */
  listedUntil: '1',
  /** Needs a hand since this time. */
  needsHand: '2',
  /** Waits, and is looked at next at this time. */
  waits: '3',
  /** Was mailed, and is looked at next at this time. Only if that is long overdue, it needs a hand. */
  awaited: '4',
} as const;

const at = (part: keyof typeof parts, ms: number) => `${parts[part]}#${iso(ms)}`;

export function listingOf(row: HireRow): Listing | undefined {
  const nextLook = nextLookOf(row);
  const needs = standingNeedsOf(row);
  if (needs.length > 0) return { listing: 'open', listingOrder: orderOfNeeds(needs, row, nextLook) };
  if (isWaiting(row)) return { listing: 'open', listingOrder: at('waits', nextLook ?? row.updatedAt) };
  if (nextLook !== undefined) return { listing: 'open', listingOrder: at('awaited', nextLook) };
  return row.invitedAt === undefined ? undefined : { listing: 'ended', listingOrder: iso(row.invitedAt) };
}

/** Who waits or is awaited stays open when a need of a day is over. */
function orderOfNeeds(
  needs: ReturnType<typeof standingNeedsOf>,
  row: HireRow,
  nextLook: number | undefined,
): string {
  const ends = needs.map(({ listedUntil = Number.POSITIVE_INFINITY }) => listedUntil);
  const isAllOver = !isWaiting(row) && nextLook === undefined && ends.every(Number.isFinite);
  if (isAllOver) return at('listedUntil', Math.max(...ends));
  return at('needsHand', Math.min(...needs.map(({ since = row.updatedAt }) => since)));
}

/**
 * The listing of a row as it is stored. One that cannot be read needs a hand itself, unless its state is settled. One of
 * a newer version is left to that.
 */
export function listingOfStored(item: Readonly<Record<string, unknown>>): Listing | undefined {
  if (Number(item['schema'] ?? 0) > rowSchema) return undefined;
  const row = v.safeParse(HireRow, item);
  if (row.success) return listingOf(row.output);
  if (settledStates.some((state) => state === item['state'])) return undefined;
  const updatedAt = v.safeParse(HireRow.entries.updatedAt, item['updatedAt']);
  return { listing: 'open', listingOrder: at('needsHand', updatedAt.success ? updatedAt.output : 0) };
}

/** Whether a row should have a place in the index, and has none, because an earlier version has written it. */
export function isUnlisted(item: Readonly<Record<string, unknown>>): boolean {
  return item['listing'] === undefined && listingOfStored(item) !== undefined;
}

/** A stretch of the open hires, both ends included. */
export interface Stretch {
  from: string;
  to: string;
}

/**
 * Where the hires stand that may need a hand or wait, in the order in which a person reads them: whose activation is
 * awaited and who sleeps, who needs a hand, and then who waits, the next look first, so that those come first who sleep
 * or have been tried for long.
 */
export function stretchesOf(now: number): Stretch[] {
  return [
    { from: parts.awaited, to: at('awaited', now - overdueMs) },
    { from: at('listedUntil', now), to: parts.awaited },
  ];
}
