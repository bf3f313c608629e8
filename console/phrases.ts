import type { HireInList, Replay, StandingPause } from '../lambda/operate/answer.ts';

/** What the terminal and the page say of hires in the same words. */

export function sayName({ hire, source, employeeId, tenant }: HireInList): string {
  if (employeeId === undefined) return hire;
  return `${source} ${employeeId}${tenant === undefined ? '' : ` of ${tenant}`}`;
}

export function sayStart({ startDate }: HireInList, now: Date): string[] {
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  if (startDate === toDay(now)) return ['starts today'];
  return startDate === toDay(tomorrow) ? ['starts tomorrow'] : [];
}

export function canRetry({ state }: HireInList): boolean {
  return state === 'parked' || state === 'not-activated';
}

/** The table of outcomes says "then replay", which is for whoever has only the AWS console. */
export function sayToDo(hire: HireInList): string | undefined {
  const { whatToDo } = hire;
  const toDo = canRetry(hire)
    ? whatToDo?.replace(/,? then replay\.|Once the cause is gone, replay\./i, '.')
    : whatToDo;
  return toDo?.replace(/\s*\.+$/, '.');
}

/** That everything is paused, since when and why. */
export function sayPause({ since, because, reason }: StandingPause, now: Date): string {
  if (since === undefined)
    return 'No mail goes out: the item "stack" in the table of hires cannot be read. See docs/operate.md, "Paused".';
  const why =
    because === 'OPERATOR'
      ? `by an operator${reason === undefined ? '' : `: "${reason}"`}`
      : 'by the brake: more first mails than invite.maxFirstMailsPerDay. See docs/operate.md, "Paused"';
  return `Everything is paused since ${sayTime(since, now)} ${why}.`;
}

/** Comes after "The replay". */
export function sayReplay({ status, moved, toMove, reason }: Replay): string {
  const ends = { running: 'runs', done: 'is done', stopped: 'was stopped', failed: 'has failed' } as const;
  const why = reason === undefined ? '' : ` (${reason})`;
  return `${ends[status]}${why}: ${moved}${toMove === undefined ? '' : ` of ${toMove}`} moved`;
}

/** In the time zone of whoever reads it: the hour alone if it is today. */
export function sayTime(iso: string, now: Date): string {
  const time = new Date(iso);
  const isToday = time.toDateString() === now.toDateString();
  const day = time.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
  const clock = time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return isToday ? clock : `${day} ${clock}`;
}

/** The day where the reader is, such as 2026-03-02. */
function toDay(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}
