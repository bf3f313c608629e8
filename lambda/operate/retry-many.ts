import * as v from 'valibot';
import type { DeadLetters, NotFound } from '../aws/dead-letters.ts';
import { errorFields, type Log } from '../aws/log.ts';
import type { StoredHires, StoredRow } from '../aws/stored-hires.ts';
import { HireRow } from '../hire/hire-row.ts';
import { deadLetterOf, isRetryPending } from '../hire/retry.ts';
import { hireOfBody } from '../hr-systems/hire-of.ts';
import { iso, type Refused, type Retried, type RetriedMany, refuse } from './answer.ts';
import { type DescribeSettings, describeHire } from './describe-hire.ts';
import type { FindParts } from './find-hire.ts';
import type { OperateRequest } from './request.ts';
import { isRetriedTogether } from './retried-together.ts';
import { type RetryContext, type RetryParts, retryHire, sayPaused } from './retry-hire.ts';

export interface RetryManyParts extends RetryParts {
  settings: DescribeSettings;
  readPage: StoredHires['readPage'];
  find: Pick<FindParts, 'readStored'>;
  deadLetters: DeadLetters;
  log: Log;
}

/** Has the retry of each hire leave its line in the log. */
type Audit = (hire: string, retry: () => Promise<Retried | Refused>) => Promise<Retried | Refused>;

interface Run extends RetryContext {
  /** The code that is meant; all, if absent. */
  code: string | undefined;
  /** When the first of the calls that belong together began, in milliseconds since 1970. */
  begunAt: number;
  audit: Audit;
  /** What became of the hires in this call, by their row keys. */
  done: Map<string, Retried | Refused>;
}

/**
 * Tries all hires again that need a hand, or all of one code. First the dead-letter queue is gone through once, and what
 * lies there is replayed; then the rows, for all others. A hire is tried once: one that was tried or asked for since this
 * began is left alone. If time is over before the end, the answer says where to go on.
 * @throws the errors of the tables and the queue. What goes wrong at one hire is part of the answer.
 */
export async function retryMany(
  { code, from }: Extract<OperateRequest, { action: 'retry-many' }>,
  context: RetryContext,
  parts: RetryManyParts,
  audit: Audit,
): Promise<RetriedMany | Refused> {
  if (await parts.brake.isPaused()) return refuse('PAUSED', sayPaused);
  const begunAt = from?.begunAt ?? iso(parts.nowMs());
  const run: Run = {
    ...context,
    code,
    begunAt: Date.parse(begunAt),
    audit,
    done: new Map(),
  };

  const searched = from?.searched ?? (await replayAll(run, parts));
  if (searched === 'moving-all')
    return refuse('BEING_REPLAYED', 'The whole dead-letter queue is being replayed already.');
  // If nothing was replayed in all the time, another search would get no further.
  const hasReplayed = [...run.done.values()].some(({ ok }) => ok);
  if (searched === 'out-of-time' && hasReplayed) return toAnswer(run, { begunAt });
  let page = from?.page;
  do {
    const { items, next } = await parts.readPage({ after: page, all: false });
    if (!(await retryRows(items, searched, run, parts)))
      return toAnswer(run, { begunAt, searched, ...(page !== undefined && { page }) });
    page = next;
  } while (page !== undefined && run.hasTime());
  return toAnswer(run, page === undefined ? undefined : { begunAt, searched, page });
}

function toAnswer({ done }: Run, next?: RetriedMany['next']): RetriedMany {
  const retried: string[] = [];
  const refused: RetriedMany['refused'] = [];
  for (const [hire, answer] of done)
    if (answer.ok) retried.push(hire);
    else refused.push({ hire, code: answer.code, message: answer.message });
  return { ok: true, retried, refused, ...(next && { next }) };
}

/** @returns how it was that the other hires’ messages were not found. */
async function replayAll(run: Run, parts: RetryManyParts): Promise<NotFound> {
  const passage = await parts.deadLetters.goThrough(async (letter) => {
    const hire = hireOfBody(letter.body, parts.sources);
    const item = hire === undefined ? undefined : await parts.find.readStored(hire);
    const row = item && readIfMeant(item, run, parts);
    if (row === undefined || deadLetterOf(row) !== letter.messageId) return 'back';
    const find = async (id: string) => (id === letter.messageId ? letter : 'held-by-another');
    const done = await retryOne(row, find, run, parts);
    return done.ok && done.by === 'dead-letter-queue' ? 'taken' : 'back';
  }, run.hasTime);
  const isWhole = passage === 'whole' || passage === 'ended';
  // Of some, the message was found, but put back.
  if (isWhole && [...run.done.values()].some(({ ok }) => !ok)) return 'held-by-another';
  return isWhole ? 'not-found' : passage;
}

const rowsAtOnce = 10;

/** @returns whether there was time for all of them. */
async function retryRows(
  items: readonly StoredRow[],
  searched: NotFound,
  run: Run,
  parts: RetryManyParts,
): Promise<boolean> {
  const rows = items.flatMap((item) => readIfMeant(item, run, parts) ?? []);
  for (let first = 0; first < rows.length; first += rowsAtOnce) {
    if (!run.hasTime()) return false;
    const some = rows.slice(first, first + rowsAtOnce);
    await Promise.all(
      some.map((row) => {
        // Somebody asked for it a moment ago, and has taken its message.
        const isTaken = isRetryPending(row, parts.nowMs());
        return retryOne(row, async () => (isTaken ? 'not-found' : searched), run, parts);
      }),
    );
  }
  return true;
}

/** The row, if the hire needs a hand for the code that is meant, and was not tried since this began. */
function readIfMeant(item: StoredRow, run: Run, { settings, nowMs }: RetryManyParts): HireRow | undefined {
  if (!isRetriedTogether(describeHire(item, settings, nowMs()), run.code)) return undefined;
  const row = v.safeParse(HireRow, item);
  if (!row.success || run.done.has(row.output.hire)) return undefined;
  const { updatedAt, retryAskedAt = 0 } = row.output;
  return Math.max(updatedAt, retryAskedAt) < run.begunAt ? row.output : undefined;
}

/** Never throws: the others are to be tried, too. */
async function retryOne(
  { hire }: HireRow,
  find: DeadLetters['find'],
  run: Run,
  parts: RetryManyParts,
): Promise<Retried | Refused> {
  const answer = await run
    .audit(hire, () => retryHire(hire, run, { ...parts, deadLetters: { find } }))
    .catch((error: unknown) => {
      parts.log.error('hire not retried', { hire, requestId: run.requestId, ...errorFields(error) });
      return refuse('FAILED', 'AWS failed at it. Try it again.');
    });
  run.done.set(hire, answer);
  return answer;
}
