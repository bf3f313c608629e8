import type { Finding, HireInList } from './answer.ts';

/** Of a check, what is wrong comes first. */
export const verdictOrder = ['wrong', 'unknown', 'ok'] as const satisfies readonly Finding['verdict'][];

/** Who needs a hand, the longest first; and who waits, the next first. */
export function inReadingOrder(hires: readonly HireInList[]): {
  needing: HireInList[];
  waiting: HireInList[];
} {
  const by = (time: 'since' | 'nextLook') => (one: HireInList, other: HireInList) =>
    keyOf(one, time).localeCompare(keyOf(other, time));
  return {
    needing: hires.filter(({ needsHand }) => needsHand).sort(by('since')),
    waiting: hires.filter(({ needsHand }) => !needsHand).sort(by('nextLook')),
  };
}

/** Those of the same time keep their order when they are shown again. */
function keyOf(hire: HireInList, time: 'since' | 'nextLook'): string {
  return `${hire[time] ?? ''} ${hire.hire}`;
}
