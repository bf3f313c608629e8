import type { Delivery } from '../../local/aws/event-source.ts';
import { type Chance, shuffle } from './chance.ts';
import type { Tally } from './tally.ts';

const atOnceShare = 0.04;
const afterwardsShare = 0.02;

/** Delivers as SQS may: in any order, some messages twice, at once or after they were deleted. */
export function createDeliveries(chance: Chance, tally: Tally): Delivery {
  let nth = 0;
  return (messages) => {
    nth += 1;
    const drawn = messages.map((message, index) => ({ message, number: chance('again', nth, index) }));
    const atOnce = drawn.filter(({ number }) => number < atOnceShare);
    const afterwards = drawn.filter(
      ({ number }) => number >= atOnceShare && number < atOnceShare + afterwardsShare,
    );
    for (const _ of atOnce) tally.count('SQS: twice at once');
    for (const _ of afterwards) tally.count('SQS: again after the deletion');
    const rounds = [
      [shuffle(messages, chance, `batch ${nth}`), atOnce.map(({ message }) => message)],
      [afterwards.map(({ message }) => message)],
    ];
    return rounds.map((batches) => batches.filter((batch) => batch.length > 0));
  };
}
