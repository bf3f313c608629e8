/** How often each kind of thing has happened. */
export interface Tally {
  count(kind: string): void;
  /** The most frequent first. */
  entries(): [kind: string, times: number][];
  total(): number;
}

export function createTally(): Tally {
  const times = new Map<string, number>();
  return {
    count: (kind) => times.set(kind, (times.get(kind) ?? 0) + 1),
    entries: () => [...times].sort(([, a], [, b]) => b - a),
    total: () => [...times.values()].reduce((sum, count) => sum + count, 0),
  };
}
