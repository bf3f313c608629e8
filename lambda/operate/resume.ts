import * as v from 'valibot';
import { type Refused, refuse, type Switched } from './answer.ts';
import type { PauseParts } from './pause.ts';

/**
 * Ends a pause, an operator's or the brake's.
 * @throws the errors of the table.
 */
export async function resumeAll({
  pauseSwitch,
}: Pick<PauseParts, 'pauseSwitch'>): Promise<Switched | Refused> {
  try {
    switch (await pauseSwitch.resume()) {
      case 'resumed':
        return {
          ok: true,
          paused: false,
          message: 'Everything goes on. Hires that waited for it are looked at within a quarter of an hour.',
        };
      case 'not-paused':
        return { ok: true, paused: false, message: 'Nothing is paused.' };
      case 'paused-anew':
        return refuse('TRY_AGAIN', 'Somebody has paused everything anew just now. See why: npm run hires');
    }
  } catch (error) {
    if (!v.isValiError(error)) throw error;
    return refuse(
      'ROW_UNREADABLE',
      'The item "stack" in the table of hires cannot be read. Delete it: see docs/operate.md, "Paused".',
    );
  }
}
