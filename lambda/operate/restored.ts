import type { PauseSwitch } from '../aws/brake.ts';
import type { RestoreNote } from '../aws/restore-note.ts';
import { countsUntil } from '../hire/restore.ts';
import { iso, type Refused, refuse, type Switched } from './answer.ts';

export interface RestoredParts {
  pauseSwitch: PauseSwitch;
  restores: RestoreNote;
  nowMs: () => number;
}

/**
 * Notes that the tables were brought back to an earlier time. Everything is paused first: if this function dies in
 * between, nobody is mailed, and the command can be repeated.
 * @param to milliseconds since 1970.
 * @throws the errors of the table.
 */
export async function noteRestore(
  to: number,
  { pauseSwitch, restores, nowMs }: RestoredParts,
): Promise<Switched | Refused> {
  if (to > nowMs())
    return refuse('TIME_TO_COME', `${iso(to)} is still to come. Say it in UTC, such as ${iso(nowMs())}.`);
  await pauseSwitch.pause(`The tables were brought back to ${iso(to)}`);
  const restore = await restores.note(to);
  return {
    ok: true,
    paused: true,
    message: `Everything is paused. A person whom OneLogin has invited since ${iso(restore.to)} is not mailed a second time. That is looked at until ${iso(countsUntil(restore))}. Go on as docs/restore.md says.`,
  };
}
