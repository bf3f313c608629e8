import type { Context } from 'aws-lambda';
import type { Configuration } from '../../config/configuration.ts';
import { stackKey } from '../aws/brake.ts';
import { type CheckedTable, type ToldTable, toldKey } from '../aws/job-rows.ts';
import { errorFields } from '../aws/log.ts';
import type { PublishNotice } from '../aws/notices.ts';
import type { StoredHires } from '../aws/stored-hires.ts';
import { eventsOf, type HireEvent } from '../hire/hire-event.ts';
import { isUnlisted } from '../hire/listing.ts';
import { dateIn, momentOf } from '../hire/moment.ts';
import { type Need, needsOf } from '../hire/needs-hand.ts';
import { type Pause, readPause, tellPauseFrom } from '../hire/pause.ts';
import { type Places, toNotice } from './notice.ts';
import { readFaults } from './read-faults.ts';
import { type EventParts, isIn, orElseLogged, type Span, sendEvents, spanToSend } from './send-events.ts';
import { type WatchParts, watchSources } from './watch-sources.ts';

/** The parts that `tell` is made of. */
export interface TellParts extends WatchParts, EventParts {
  configuration: Pick<Configuration, 'name' | 'sources' | 'invite' | 'retry' | 'alarms'>;
  places: Places;
  stored: Pick<StoredHires, 'read' | 'scanOpen'>;
  told: ToldTable;
  checked: CheckedTable;
  publish: PublishNotice;
}

/** How many hires need a hand, and of how many of them a person was told by this run. */
export interface TellReport {
  ended: 'FINISHED' | 'FAILED';
  open: number;
  told: number;
}

/**
 * A row gets its time a moment before it is written, so what has just begun may not be seen yet. It is left to the next
 * run. No function that writes hires works on one for so long.
 */
const settlesWithinMs = 2 * 60 * 1000;

/**
 * Tells a person which hires need a hand, and what the last check of the set-up found to be wrong: of each when it begins,
 * and once a day of all. It writes no hire's row. All it remembers is up to when it has told. It moves that on only after
 * the notice is out: if it dies in between, the same is told twice, but nothing is ever left out. After that it looks for
 * sources that have fallen silent. Events, if they are on, come last: nothing else waits for them, or fails with them.
 * Never throws: if it keeps failing, the missing metric says so.
 */
export function createTell(parts: TellParts) {
  const { log, count } = parts;
  return async (_event: unknown, { awsRequestId }: Pick<Context, 'awsRequestId'>): Promise<TellReport> => {
    try {
      const { report, events, span } = await tell(awsRequestId, parts);
      await watchSources(awsRequestId, parts);
      count('Told');
      if (span !== undefined)
        await orElseLogged(() => sendEvents(events, span, awsRequestId, parts), awsRequestId, parts);
      return report;
    } catch (error) {
      log.error('tell failed', { requestId: awsRequestId, ...errorFields(error) });
      return { ended: 'FAILED', open: 0, told: 0 };
    }
  };
}

/** @returns the events that are to be sent, too. */
async function tell(
  requestId: string,
  parts: TellParts,
): Promise<{ report: TellReport; events: HireEvent[]; span: Span | undefined }> {
  const { configuration, places, told, publish, log, nowMs } = parts;
  const before = await told.read(toldKey);
  const now = nowMs();
  const until = now - settlesWithinMs;
  const toldUntil = before === undefined ? until : Date.parse(before.toldUntil);
  const listDay = lastListDay(now, configuration.invite);
  const isListDue = before === undefined || before.toldAllOn < listDay;

  const span = await orElseLogged(() => spanToSend(until, parts), requestId, parts);
  const { needs, events, pause, sawUnlisted } = await findNeeds(now, span, parts);
  const isNew = (since: number | undefined) => since !== undefined && since > toldUntil && since <= until;
  const isListed = ({ since = until, listedUntil = now + 1 }: Need) => since <= until && now < listedUntil;
  const news = needs.filter((need) => isNew(need.since));
  const listed = needs.filter((need) => isListed(need) && !news.includes(need));
  const toTell = isListDue ? [...news, ...listed] : news;

  const faults = await readFaults(requestId, now, parts);
  const newFaults = faults.filter(({ since }) => isNew(since));
  const oldFaults = faults.filter(({ since }) => since === undefined || since <= toldUntil);
  const faultsToTell = isListDue ? [...newFaults, ...oldFaults] : newFaults;

  const tellFrom = pause && tellPauseFrom(pause);
  const isPauseToTell = isNew(tellFrom) || (isListDue && tellFrom !== undefined && tellFrom <= until);
  if (toTell.length > 0 || faultsToTell.length > 0 || isPauseToTell) {
    await publish(
      toNotice(
        {
          needs: toTell,
          faults: faultsToTell,
          isDailyList: isListDue,
          stillOpen: isListDue ? 0 : countHires(listed),
          pause,
        },
        { configuration, places, now },
      ),
    );
  }
  const isMoved = await told.write({
    source: toldKey,
    toldUntil: new Date(Math.max(toldUntil, until)).toISOString(),
    toldAllOn: isListDue ? listDay : before.toldAllOn,
    sawUnlisted,
    version: (before?.version ?? 0) + 1,
    writer: requestId,
  });
  const counts = { open: countHires([...news, ...listed]), told: countHires(toTell) };
  log.info(isMoved ? 'hires told' : 'hires told by another run too', { requestId, ...counts });
  return { report: { ended: 'FINISHED', ...counts }, events, span };
}

async function findNeeds(
  now: number,
  span: Span | undefined,
  { stored, configuration: { alarms } }: TellParts,
): Promise<{ needs: Need[]; events: HireEvent[]; pause: Pause | undefined; sawUnlisted: boolean }> {
  const needs: Need[] = [];
  const events: HireEvent[] = [];
  let sawUnlisted = false;
  for await (const items of stored.scanOpen({ orChangedSince: span?.from }))
    for (const item of items) {
      const found = needsOf(item, alarms, now);
      needs.push(...found);
      if (span !== undefined) events.push(...eventsOf(item, found).filter((event) => isIn(event, span)));
      // The place of a row that cannot be read is that of another time, at which the hire may have needed nobody.
      sawUnlisted ||= isUnlisted(item) || found.some(({ kind }) => kind === 'row');
    }
  const stack = await stored.read(stackKey);
  const pause = stack && readPause(stack);
  if (pause !== 'unreadable') return { needs, events, pause, sawUnlisted };
  return { needs: [...needs, ...needsOf(stack ?? {}, alarms, now)], events, pause: undefined, sawUnlisted };
}

/** The day of the last daily list that was due. */
function lastListDay(now: number, { at, timeZone }: TellParts['configuration']['invite']): string {
  const today = dateIn(timeZone, now, 0);
  const dueAt = momentOf(today, { daysBeforeStart: 0, at, timeZone, weekends: 'send' });
  return dueAt <= now ? today : dateIn(timeZone, now, -1);
}

function countHires(needs: readonly Need[]): number {
  return new Set(needs.map(({ hire }) => hire)).size;
}
