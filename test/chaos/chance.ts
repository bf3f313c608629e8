import { createHash } from 'node:crypto';

/**
 * A number from 0 to below 1 for a question: what may happen, to whom, and for which time. The same seed gives the
 * same number for the same question, whatever is asked in between and in whatever order: things that happen at once would
 * draw from one stream of random numbers in another order each time.
 */
export type Chance = (what: string, who: string | number, nth?: number) => number;

export function createChance(seed: number): Chance {
  return (what, who, nth = 0) => {
    const digest = createHash('sha256').update(`${seed}\n${what}\n${who}\n${nth}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  };
}

/** Things with the share of cases that each has; in what is left of 1, none. */
export type Shares<Item> = readonly (readonly [share: number, item: Item])[];

/** The thing in whose share a number from 0 to below 1 falls. */
export function choose<Item>(shares: Shares<Item>, number: number): Item | undefined {
  let end = 0;
  for (const [share, item] of shares) {
    end += share;
    if (number < end) return item;
  }
  return undefined;
}

/** In an order that only depends on the chance and on what it is for. */
export function shuffle<Item>(items: readonly Item[], chance: Chance, what: string): Item[] {
  return items
    .map((item, index) => ({ item, order: chance('order', what, index) }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

/** Counts calls by whatever tells them apart, from 1. */
export function createCounter(): (key: string) => number {
  const counts = new Map<string, number>();
  return (key) => {
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return nth;
  };
}
