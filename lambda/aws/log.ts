import { Logger } from '@aws-lambda-powertools/logger';
import { showHire } from '../hire/hire-key.ts';
import { mute } from './mute.ts';
import { toSourceFrame } from './stack-in-sources.ts';

/**
 * The fields of a log line. The list is closed on purpose: no field has room for a hire's name or address, a token, a
 * secret or a body.
 */
export interface LogFields {
  requestId?: string;
  messageId?: string;
  source?: string;
  /** The hire's row key: source, tenant and employee id. It is logged as `showHire` shows it. */
  hire?: string;
  code?: string;
  reason?: string;
  state?: string;
  /** Why a mail was sent. */
  mail?: string;
  status?: number;
  /** OneLogin's `x-request-id`. */
  vendorRequestId?: string;
  accepted?: number;
  ignored?: number;
  /** How many of the ignored records say nothing that the settings know. */
  unknown?: number;
  receiveCount?: number;
  /** For a sweep: how many employees were listed, start within its days, were queued, have another start date. */
  asked?: number;
  inWindow?: number;
  queued?: number;
  moved?: number;
  /** How many ids and start dates cannot be read, and how many dates the API key may not see. */
  unreadableIds?: number;
  unreadableDates?: number;
  hiddenDates?: number;
  /** How many users of OneLogin nobody has announced. */
  missed?: number;
  /** How many hires need a hand, and of how many of them a person was told. */
  open?: number;
  told?: number;
  /** How many events were sent, and how many have still to be. */
  sent?: number;
  unsent?: number;
  /** The name of what outlives the stack: a secret, or an index. */
  kept?: string;
  rung?: number;
  until?: string;
  /** What an operator did, and who that was, as far as it is known: the one place for a name, such as an IAM ARN. */
  action?: string;
  by?: string;
  errorName?: string;
  errorStack?: string;
}

export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export function createLog(service: string): Log {
  return toLog(new Logger({ serviceName: service }));
}

/** A log that writes every line nowhere. */
export function createMutedLog(service: string): Log {
  return toLog(mute(new Logger({ serviceName: service })));
}

function toLog(logger: Logger): Log {
  return {
    info: (message, fields = {}) => logger.info(message, toShown(fields)),
    warn: (message, fields = {}) => logger.warn(message, toShown(fields)),
    error: (message, fields = {}) => logger.error(message, toShown(fields)),
  };
}

function toShown({ hire, ...others }: LogFields): Record<string, string | number> {
  return { ...others, ...(hire !== undefined && { hire: showHire(hire) }) };
}

/**
 * What may be logged about an unexpected error: its name and where it was thrown. Not its message, which may quote the
 * input (JSON.parse does that), and not its `cause`, which may be the whole body (in middy's parser).
 */
export function errorFields(error: unknown): Pick<LogFields, 'errorName' | 'errorStack'> {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const { stack = '', message } = error;
  // If the message was changed after the stack was made, as the AWS clients do, the stack does not hold it.
  const afterMessage = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : stack;
  const frames = afterMessage.split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
  return { errorName: error.name, errorStack: frames.slice(0, 8).map(toSourceFrame).join('\n') };
}
