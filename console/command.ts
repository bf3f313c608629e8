import { nearest } from '../config/nearest.ts';
import { ConfigurationError } from '../config/read-configuration.ts';

/** What all commands have in common: arguments, exit codes, and errors that a person can act on. */

/** Something was asked for rightly and could not be done. The message says why. */
export class NotDone extends Error {
  override readonly name = 'NotDone';
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** The command was not understood. The usage is printed above what the message says. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments';
}

/**
 * Runs a command, or prints its usage if that is asked for. Exit codes: 0 done, 1 not done, 2 wrong arguments.
 */
export async function runCommand(usage: string, command: () => Promise<void>): Promise<void> {
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    console.log(usage);
    return;
  }
  try {
    await command();
  } catch (error) {
    const isMisunderstood = error instanceof WrongArguments;
    // What is wrong comes last, where a person looks first.
    console.error(isMisunderstood ? `${usage}\n\n${error.message}` : explain(error));
    process.exitCode = isMisunderstood ? 2 : 1;
  }
}

const expired = 'The AWS credentials have expired. Sign in again, for example with: aws sso login';

/** The errors of the SDK that have a remedy, by their names. */
const remedies: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'There are no AWS credentials here. Sign in first, for example with: aws sso login',
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  InvalidClientTokenId: 'AWS does not know these credentials. Check AWS_PROFILE, or sign in again.',
  AccessDeniedException:
    'These AWS credentials may not do that. The stack’s outputs name the policies: LookPolicyArn to see, ActPolicyArn to act, InvitePolicyArn to invite.',
  ResourceNotFoundException:
    'There is no such stack in this account and region, or it is of an earlier version. Check AWS_PROFILE, AWS_REGION and "name", or deploy.',
  TooManyRequestsException: 'AWS is busy. Try again in a moment.',
};

/** What went wrong, in a sentence with a remedy. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if (error instanceof NotDone || error instanceof ConfigurationError) return error.message;
  if (/region (?:is missing|not accepted)/i.test(error.message))
    return 'No AWS region is set, or none that exists. Set AWS_REGION, for example to eu-central-1.';
  return remedies[error.name] ?? `${error.name}: ${error.message}`;
}

/** Makes the error for `readArguments`. */
export function wrongArguments(why: string): WrongArguments {
  return new WrongArguments(why);
}

const progressMs = 1000;

/**
 * Shows a person that something is still going on. A program that reads the output sees nothing of it.
 * @param look says how far it is. Without it, the seconds are shown.
 */
export async function withProgress<Result>(
  what: string,
  work: Promise<Result>,
  look?: () => Promise<string>,
): Promise<Result> {
  const { stderr } = process;
  if (!stderr.isTTY) return work;
  const wipe = '\r\u001b[K';
  let seconds = 0;
  let isOver = false;
  async function show(): Promise<void> {
    seconds += 1;
    const far = (await look?.().catch(() => undefined)) ?? `${seconds} s`;
    if (!isOver) stderr.write(`${wipe}${what}: ${far}`);
  }
  const timer = setInterval(() => void show(), progressMs);
  try {
    return await work;
  } finally {
    isOver = true;
    clearInterval(timer);
    if (seconds > 0) stderr.write(wipe);
  }
}

/** @throws WrongArguments, with the nearest word that is right, or all. */
export function readWord<Word extends string>(word: string, words: readonly Word[]): Word {
  const found = words.find((one) => one === word);
  if (found !== undefined) return found;
  const meant = nearest(word, words);
  const hint = meant === undefined ? ` Known are: ${words.join(', ')}.` : ` Did you mean "${meant}"?`;
  throw new WrongArguments(`"${word}" is not known.${hint}`);
}
