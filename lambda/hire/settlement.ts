import type { Configuration } from '../../config/configuration.ts';
import type { HireRow } from './hire-row.ts';
import type { MomentSettings } from './moment.ts';
import type { Outcome } from './outcomes.ts';

/**
 * How an attempt ended. `mail`: why an invite was sent. `resetSeconds`: a server said that it can be asked again after this
 * many seconds.
 */
export type AttemptEnd = Pick<Outcome, 'code' | 'mail' | 'resetSeconds'>;

/** What to do with a message after an attempt. Times in milliseconds since 1970. */
export type Settlement =
  /** `followUpAt`: the next look, if the activation is awaited. */
  | { action: 'finish'; row: HireRow; followUpAt?: number }
  | { action: 'park'; row: HireRow }
  /** `until`: the time of the wake-up, which is also the row's `waitUntil`, or its `followUpAt` once it is invited. */
  | { action: 'put-off'; row: HireRow; until: number };

export type RetrySettings = Configuration['retry'];

export type SettleSettings = RetrySettings &
  Pick<Configuration['invite'], 'followUps' | 'tellIfNotActiveAfterDays'> &
  MomentSettings;
