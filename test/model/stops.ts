import { clocksMs } from './mails.ts';
import type { Action, Answer } from './operator.ts';
import type { Row } from './promises.ts';
import type { Words } from './words.ts';
import type { World } from './world.ts';

/** What is promised when the operator cancels or forgets a hire, or takes back a cancel. */
export interface Stops {
  onPress(action: Action, hire: string): void;
  /** @param answer undefined if the operator has given up. */
  onAnswer(action: Action, hire: string, pressedAt: number, answer: Answer | undefined): void;
  onWrite(row: Row, before: Row | undefined): void;
  /** At a call that mails for the hire. */
  onMail(hire: string): void;
  /** At the very end, when there are no messages any more. */
  onEnd(hire: string): void;
  /** Whether an undo has been pressed, and is not answered yet. */
  isBeingUndone(hire: string): boolean;
  /** Whether the operator was told that the HR system has to send the hire again, and it has not been tried since. */
  isLeftToHr(hire: string): boolean;
  /** What has to become of the hire: it stays stopped, or an HR system has created the employee since, or perhaps so. */
  endsAs(hire: string): 'stopped' | 'employed' | 'either';
  /** How often these hires were stopped. */
  count(hires: readonly string[]): number;
  /** Whether one of these hires has been forgotten since. */
  isForgottenSince(hires: readonly string[], at: number): boolean;
}

export interface StopSight {
  row(hire: string): Row | undefined;
  /** The names of the attributes of the row as it is stored. */
  attributes(hire: string): string[];
  /** How many things of the hire there are elsewhere, by the place. @param stoppedAt when the row was over. */
  beside(hire: string, stoppedAt: number): Record<string, number>;
}

interface Stop {
  hire: string;
  isForgotten: boolean;
  isUndone: boolean;
  writtenAt: number;
  /** What an HR system says from then on comes after it: its clock may be ahead. */
  at: number;
}

/** For so long, a creation without a date may be a late delivery. */
const deliveryMs = 3 * 24 * 60 * 60 * 1000;

/** All that is left of the row of a forgotten hire. */
const ofTombstone = [
  ...['hire', 'schema', 'version', 'writer', 'state', 'code', 'engagement', 'announced', 'createdAt'],
  ...['rung', 'firstAttemptAt', 'updatedAt', 'requestId', 'expiresAt'],
];

const isForgotten = (row: Row | undefined) => row?.state === 'cancelled' && row.code === 'FORGOTTEN';

/** Whether an operator has stopped the hire, and nobody has changed that. */
const isStopped = (row: Row | undefined) =>
  isForgotten(row) || (row?.state === 'cancelled' && row.code === 'CANCELLED_BY_OPERATOR');

export function createStops(world: World, words: Words, sight: StopSight): Stops {
  const stops: Stop[] = [];
  /** Those that the operator knows of, and has not taken back. */
  const answered = new Map<string, Stop>();
  const cancelledEmployments = new Set<string>();
  const undone = new Map<string, { open: number; employment: number | undefined }>();
  const leftToHr = new Set<string>();

  const employmentOf = (hire: string, engagement = sight.row(hire)?.engagement) => `${hire} ${engagement}`;
  const lastStop = (hire: string) => stops.findLast((stop) => stop.hire === hire);
  const isBeingUndone = (hire: string) => (undone.get(hire)?.open ?? 0) > 0;
  const creationsSince = ({ hire, at }: Stop) =>
    words
      .all(hire)
      .filter(({ event, isSwept, saidAt }) => event === 'created' && !isSwept && saidAt > at - clocksMs);

  function onStopped(hire: string, pressedAt: number): void {
    const stop = lastStop(hire);
    // Somebody else may have undone it before the answer came.
    const isSo = stop !== undefined && (isStopped(sight.row(hire)) || stop.writtenAt >= pressedAt);
    if (!isSo) world.breaks(`${hire} is said to be stopped, and is not`);
    else if (isStopped(sight.row(hire)) && !isBeingUndone(hire)) answered.set(hire, stop);
    if (isForgotten(sight.row(hire))) checkForgotten(hire);
  }

  function onUndoAnswered(hire: string, answer: Answer): void {
    if (!answer.ok && answer.code === 'RECORD_LOST') leftToHr.add(hire);
    if (!answer.ok) return;
    const employments = [employmentOf(hire), employmentOf(hire, undone.get(hire)?.employment)];
    if (!employments.some((employment) => cancelledEmployments.has(employment)))
      world.breaks(`the cancel of ${hire} is said to be undone, but this employment was not cancelled`);
  }

  function checkForgotten(hire: string): void {
    // A change that was said since may be about an employment whose creation it has overtaken.
    const { writtenAt = 0 } = lastStop(hire) ?? {};
    const isChangedSince = words
      .all(hire)
      .some(({ event, saidAt }) => event === 'updated' && saidAt > writtenAt - clocksMs);
    const left = sight
      .attributes(hire)
      .filter((name) => !ofTombstone.includes(name) && !(name === 'sinceRemoval' && isChangedSince));
    if (left.length > 0) world.breaks(`${hire} is forgotten, and its row has ${left.join(', ')}`);
    for (const [where, count] of Object.entries(sight.beside(hire, writtenAt)))
      if (count > 0) world.breaks(`${hire} is forgotten, and stands in ${where}`);
  }

  function endsAs(hire: string): ReturnType<Stops['endsAs']> {
    const stop = lastStop(hire);
    if (stop === undefined || stop.isUndone) return 'employed';
    const since = creationsSince(stop);
    if (since.length === 0) return 'stopped';
    const isCertain = since.some(
      ({ isDated, saidAt }) => saidAt > stop.at + clocksMs + (isDated ? 0 : deliveryMs),
    );
    return isCertain ? 'employed' : 'either';
  }

  return {
    onPress(action, hire) {
      if (action !== 'undo-cancel') return;
      if (answered.get(hire)?.isForgotten === false) answered.delete(hire);
      const { open = 0 } = undone.get(hire) ?? {};
      undone.set(hire, { open: open + 1, employment: sight.row(hire)?.engagement });
    },
    onAnswer(action, hire, pressedAt, answer) {
      const undo = undone.get(hire);
      if (action === 'undo-cancel' && undo) undone.set(hire, { ...undo, open: undo.open - 1 });
      if (answer === undefined) return;
      if (action === 'undo-cancel') onUndoAnswered(hire, answer);
      if ((action === 'cancel' || action === 'forget') && answer.ok) onStopped(hire, pressedAt);
    },
    onWrite(row, before) {
      const { hire, lease, engagement } = row;
      if (lease !== undefined && lease.token !== before?.lease?.token) leftToHr.delete(hire);
      const stop = lastStop(hire);
      if (stop && isStopped(before) && row.state !== 'cancelled' && lease === undefined) stop.isUndone = true;
      if (!isStopped(row) || (isStopped(before) && before?.code === row.code)) return;
      const said = words.all(hire).map(({ saidAt }) => saidAt);
      const writtenAt = world.now();
      const at = Math.max(writtenAt, ...said);
      stops.push({ hire, isForgotten: isForgotten(row), isUndone: false, writtenAt, at });
      leftToHr.delete(hire);
      if (isForgotten(row)) words.forgetAll(hire);
      else cancelledEmployments.add(employmentOf(hire, engagement));
    },
    onMail(hire) {
      const stop = answered.get(hire);
      if (stop !== undefined && creationsSince(stop).length === 0)
        world.breaks(`${hire} is mailed, though the operator was told that it is not any more`);
    },
    onEnd(hire) {
      const { state } = sight.row(hire) ?? {};
      if (endsAs(hire) === 'stopped' && state !== 'cancelled')
        world.breaks(`the operator has stopped ${hire}, and it is ${state} in the end`);
      if (answered.get(hire)?.isForgotten && isForgotten(sight.row(hire))) checkForgotten(hire);
    },
    isBeingUndone,
    isLeftToHr: (hire) => leftToHr.has(hire),
    endsAs,
    count: (hires) => stops.filter(({ hire }) => hires.includes(hire)).length,
    isForgottenSince: (hires, at) =>
      stops.some((stop) => stop.isForgotten && hires.includes(stop.hire) && stop.writtenAt > at - clocksMs),
  };
}
