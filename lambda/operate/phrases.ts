import { dateIn } from '../hire/moment.ts';
import { sayWhyPaused } from '../hire/pause.ts';
import type { Counted, Finding, HireInList, Replay, RetriedMany, StandingPause } from './answer.ts';

/** What the terminal, the page and the dashboard say of hires in the same words. */

/** The time zone of the machine, which is the reader's own in the terminal and on the page. */
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function sayName({ hire, source, employeeId, tenant }: HireInList): string {
  if (employeeId === undefined) return hire;
  return `${source} ${employeeId}${tenant === undefined ? '' : ` of ${tenant}`}`;
}

export function sayStart({ startDate }: HireInList, now: Date, timeZone = ownZone()): string[] {
  if (startDate === dateIn(timeZone, now.getTime(), 0)) return ['starts today'];
  return startDate === dateIn(timeZone, now.getTime(), 1) ? ['starts tomorrow'] : [];
}

export function canRetry({ state }: HireInList): boolean {
  return state === 'parked' || state === 'not-activated';
}

/** The table of outcomes says "then replay", which is for people who have only the AWS console. */
export function sayToDo(hire: HireInList): string | undefined {
  const { whatToDo } = hire;
  const toDo = canRetry(hire)
    ? whatToDo?.replace(/,? then replay\.|Once the cause is gone, replay\./i, '.')
    : whatToDo;
  return toDo?.replace(/\s*\.+$/, '.');
}

/** That everything is paused, since when and why. */
export function sayPause({ since, because, reason }: StandingPause, now: Date, timeZone = ownZone()): string {
  if (since === undefined)
    return 'No mail goes out: the item "stack" in the table of hires cannot be read. See docs/operate.md, "Paused".';
  const why = sayWhyPaused({ pausedBecause: because, pausedReason: reason });
  const see = because === 'OPERATOR' ? '' : ' See docs/operate.md, "Paused".';
  return `Everything is paused since ${sayTime(since, now, timeZone)} ${why}.${see}`;
}

/** Comes after "The replay". */
export function sayReplay({ status, moved, toMove, reason }: Replay): string {
  const ends = { running: 'runs', done: 'is done', stopped: 'was stopped', failed: 'has failed' } as const;
  const why = reason === undefined ? '' : ` (${reason})`;
  return `${ends[status]}${why}: ${moved}${toMove === undefined ? '' : ` of ${toMove}`} moved`;
}

/** The hour alone if it is today. */
export function sayTime(iso: string, now: Date, timeZone = ownZone()): string {
  const time = new Date(iso);
  const isToday = dateIn(timeZone, time.getTime(), 0) === dateIn(timeZone, now.getTime(), 0);
  const clock = time.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  if (isToday) return clock;
  const day = time.toLocaleDateString('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  });
  return `${day} ${clock}`;
}

export function sayNeeding(count: number): string {
  if (count === 0) return 'Nobody needs a hand';
  return count === 1 ? '1 hire needs a hand' : `${count} hires need a hand`;
}

export function sayToMend(findings: readonly Finding[]): string {
  const count = findings.filter(({ verdict }) => verdict === 'wrong').length;
  if (count === 0) return 'Nothing is wrong with the set-up';
  return count === 1 ? '1 thing to mend' : `${count} things to mend`;
}

/** What happens to a waiting hire at its next look. */
export function sayNextLook({ code }: HireInList): string {
  return code === 'NOT_DUE_YET' ? 'to be invited' : 'looked at again';
}

/** The way of the hires, with how many are where. @returns with each count the name that it has in the answer. */
export function sayHowMany(counts: Counted): (readonly [count: number, what: string, name: keyof Counted])[] {
  const { queued, deadLetters, waiting, goTomorrow, invitedThisWeek, activeOfThem } = counts;
  return [
    [queued, 'on the queue', 'queued'],
    [waiting, waiting === 1 ? 'waits' : 'wait', 'waiting'],
    [goTomorrow, goTomorrow === 1 ? 'goes tomorrow' : 'go tomorrow', 'goTomorrow'],
    [deadLetters, deadLetters === 1 ? 'dead letter' : 'dead letters', 'deadLetters'],
    [invitedThisWeek, 'invited this week', 'invitedThisWeek'],
    [activeOfThem, 'of them active', 'activeOfThem'],
  ];
}

/** What has to be typed before all are tried again. */
export function askCount(count: number): string {
  return `If the cause is mended, type their number (${count})`;
}

/** What is asked of the person who pauses everything. */
export const askReason = 'Why? Everybody who looks here reads it. Name nobody.';

/** What became of a retry of many hires. */
export function sayRetried({ retried, refused }: Pick<RetriedMany, 'retried' | 'refused'>): string {
  const left = refused.map(({ hire, message }) => `${hire}: ${message}`);
  return [`Tried again now: ${retried.length}.`, ...left].join(' ');
}
