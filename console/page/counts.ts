import type { Counted, Listed } from '../../lambda/operate/answer.ts';

/**
 * Keeps the counts of an overview. To count takes a read of the row of every open hire, so it is done anew only once the
 * list has changed, or after a while.
 * @param count asks for the counts.
 * @param keepMs for how long they are kept at most.
 */
export function createCounts(count: () => Promise<Counted>, keepMs: number) {
  let kept: { of: string; until: number; counts: Promise<Counted> } | undefined;
  /** @param list what the overview shows besides. */
  return async (list: Listed, now: Date): Promise<Counted> => {
    const of = JSON.stringify(list);
    if (kept?.of !== of || kept.until <= now.getTime())
      kept = { of, until: now.getTime() + keepMs, counts: count() };
    const { counts } = kept;
    // What has failed is asked for again.
    counts.catch(() => {
      if (kept?.counts === counts) kept = undefined;
    });
    return counts;
  };
}
