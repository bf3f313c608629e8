import { UnusableIndex } from '../aws/listed-hires.ts';
import { pagesOf, type StoredRow } from '../aws/stored-hires.ts';
import { isWaiting } from '../hire/states.ts';
import { type Counted, iso } from './answer.ts';
import { describeHire } from './describe-hire.ts';
import { createGoesTomorrow } from './goes-tomorrow.ts';
import type { ListParts } from './list-hires.ts';

export interface CountParts extends ListParts {
  /** How many messages the queues hold. */
  depths: { queued: () => Promise<number>; deadLetters: () => Promise<number> };
}

/**
 * How many hires need a hand, wait, go tomorrow and were mailed this week, and what the queues hold.
 * @throws the errors of the table and the queues.
 */
export async function countHires(parts: CountParts): Promise<Counted> {
  const { depths, nowMs } = parts;
  const [hires, queued, deadLetters] = await Promise.all([
    countRows(nowMs(), parts),
    depths.queued(),
    depths.deadLetters(),
  ]);
  return { ok: true, ...hires, queued, deadLetters };
}

const weekMs = 7 * 24 * 60 * 60 * 1000;

type RowCounts = Omit<Counted, 'ok' | 'queued' | 'deadLetters'>;

/** The index has whole rows: those that are open, and those that have ended, by when the person was mailed. */
async function countRows(now: number, parts: CountParts): Promise<RowCounts> {
  const { listed, readPage } = parts;
  try {
    return await tally(listed.readAll(iso(now - weekMs)), now, parts);
  } catch (error) {
    if (!(error instanceof UnusableIndex)) throw error;
  }
  const pages = pagesOf((after) => readPage({ after, all: true }));
  return { ...(await tally(pages, now, parts)), scanned: true };
}

/** Each row is judged as in a list, so that the two never disagree. */
async function tally(
  pages: AsyncIterable<StoredRow[]>,
  now: number,
  { settings }: Pick<CountParts, 'settings'>,
): Promise<RowCounts> {
  const counts = { needHand: 0, waiting: 0, goTomorrow: 0, invitedThisWeek: 0, activeOfThem: 0 };
  const weekAgo = iso(now - weekMs);
  const goesTomorrow = createGoesTomorrow(now, settings.invite.timeZone);
  for await (const items of pages)
    for (const item of items) {
      const hire = describeHire(item, settings, now);
      if (hire.needsHand) counts.needHand += 1;
      else if (isWaiting(hire)) counts.waiting += 1;
      if (goesTomorrow(hire)) counts.goTomorrow += 1;
      if (hire.invitedAt === undefined || hire.invitedAt < weekAgo) continue;
      counts.invitedThisWeek += 1;
      if (hire.state === 'activated' || hire.state === 'already-active') counts.activeOfThem += 1;
    }
  return counts;
}
