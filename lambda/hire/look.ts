import type { Announcement } from './announcement.ts';
import type { InviteMessage } from './invite-message.ts';
import type { StartDate } from './start-date.ts';
import type { TimeZone } from './time-zone.ts';

/**
 * One message is one look at one hire: what SQS says about the message, and what the message says about the hire. Times
 * are milliseconds since 1970; `sentAt` and `firstReceivedAt` are by SQS's clock.
 */
export interface Look extends Announcement, Pick<InviteMessage, 'purpose' | 'requestId'> {
  /** The row key. */
  hire: string;
  messageId: string;
  sentAt: number;
  firstReceivedAt: number;
  /** When `receive` or the sweep accepted it. */
  receivedAt: number;
  /** Whether it can make a hire of an employee who has not been announced yet. */
  makesHire: boolean;
  /** Whether its own record has the work address, or the external id: OneLogin's user is found by either. */
  hasAddress: boolean;
  /** Whether the HR system has an API that can be asked for what the record lacks. */
  asksHr: boolean;
  /** The moment that follows from the start date in its own record, if there is one. */
  notBefore?: number;
  /** That start date. */
  startDate?: StartDate;
  /** The hire's time zone, if its own record names one. */
  timeZone?: TimeZone;
}

/** Whether a hire can be invited by this message alone, without an earlier one. */
export function isWhole({ hasAddress, asksHr }: Pick<Look, 'hasAddress' | 'asksHr'>): boolean {
  return hasAddress || asksHr;
}
