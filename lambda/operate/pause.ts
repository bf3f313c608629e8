import type { PauseSwitch } from '../aws/brake.ts';
import { sayWhyPaused } from '../hire/pause.ts';
import type { Switched } from './answer.ts';
import type { FindParts } from './find-hire.ts';
import { readStandingPause } from './standing-pause.ts';

export interface PauseParts {
  pauseSwitch: PauseSwitch;
  find: Pick<FindParts, 'readStored'>;
}

/**
 * Stops all mails. Hires that are due wait.
 * @throws the errors of the table.
 */
export async function pauseAll(reason: string, parts: PauseParts): Promise<Switched> {
  if (await parts.pauseSwitch.pause(reason))
    return {
      ok: true,
      paused: true,
      message:
        'Everything is paused. A mail that is being sent right now still goes out. To go on: npm run hires -- resume',
    };
  const { paused } = await readStandingPause(parts.find);
  if (paused === undefined) return pauseAll(reason, parts); // somebody has resumed meanwhile
  const { since = 'a time that cannot be read', because, reason: standing } = paused;
  const why = sayWhyPaused({ pausedBecause: because, pausedReason: standing });
  return {
    ok: true,
    paused: true,
    message: `Everything is paused already, since ${since} ${why}. Nothing has changed.`,
  };
}
