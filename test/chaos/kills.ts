import type { OnInvoke } from '../../local/aws/lambda-function.ts';
import { type Chance, createCounter } from './chance.ts';
import type { Tally } from './tally.ts';

/** By the end of a function's name: the share of its invocations that are killed, and after how long at most. */
const deaths = [
  { nameEnd: '-receive', share: 0.002, withinMs: 12 },
  { nameEnd: '-invite', share: 0.006, withinMs: 300 },
];

/** Kills functions in the middle of what they do, as AWS may. The n-th invocation of a function is killed, or not. */
export function createKills(chance: Chance, tally: Tally): { onInvoke: OnInvoke; end(): void } {
  const count = createCounter();
  let ended = false;
  return {
    onInvoke(name, child) {
      const nth = count(name);
      const death = deaths.find(({ nameEnd }) => name.endsWith(nameEnd));
      if (ended || death === undefined || chance('kill', name, nth) >= death.share) return;
      const afterMs = chance('kill after', name, nth) * death.withinMs;
      setTimeout(() => {
        if (child.kill('SIGKILL')) tally.count(name);
      }, afterMs);
    },
    end() {
      ended = true;
    },
  };
}
