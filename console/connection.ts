import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientSettings } from '../local/aws/client-settings.ts';
import type { RunningStack } from '../local/requests.ts';
import { findRun, nameOf, titleOf } from './find-run.ts';

/** The stack that a command talks to: the one that runs on this machine, or one on AWS. */
export interface Connection {
  /** Says which stack it is, before anything else is said. */
  title: string;
  lambda: Pick<LambdaClient, 'send'>;
  functionName: string;
  /** Who asks, as far as it can be known. */
  by: string;
  isOnAws: boolean;
  /** The time of the stack: on this machine its clock may have been moved. */
  now: () => Date;
}

/** `operate` works for a minute at most. A repeated call would only wait behind the first. */
const patience = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3000, requestTimeout: 70_000, throwOnRequestTimeout: true },
};

/**
 * @returns undefined if no stack runs on this machine.
 * @throws NotDone if several do, and PORT does not say which.
 */
export async function connectLocally(): Promise<Connection | undefined> {
  const run = await findRun();
  if (run === undefined) return undefined;
  const aheadMs = run.clock === 'real' ? 0 : Date.parse(run.now) - Date.now();
  return { ...connectTo(run), title: titleOf(run), now: () => new Date(Date.now() + aheadMs) };
}

/** The stack that runs on this machine at these addresses. */
export function connectTo({
  url,
  lambdaUrl,
  name,
}: Pick<RunningStack, 'url' | 'lambdaUrl' | 'name'>): Connection {
  return {
    title: nameOf({ url, name }),
    lambda: new LambdaClient({ ...clientSettings, ...patience, endpoint: lambdaUrl }),
    functionName: operateOf(name),
    by: 'local',
    isOnAws: false,
    now: () => new Date(),
  };
}

/**
 * The stack on AWS, in the account and region of the caller's own credentials.
 * @param name the configuration's `name`.
 * @throws the errors of the SDK, if there are no credentials or no region.
 */
export async function connectToAws(name: string): Promise<Connection> {
  const { account, region, arn } = await findCaller();
  return {
    title: `Hire Invites on AWS ${account}, ${region}, ${name}`,
    lambda: new LambdaClient({ ...patience, region }),
    functionName: operateOf(name),
    by: arn,
    isOnAws: true,
    now: () => new Date(),
  };
}

/** Who is signed in to which account. @throws as `connectToAws`. */
export async function findCaller(): Promise<{ account: string; region: string; arn: string }> {
  const sts = new STSClient({});
  const { Account = 'unknown', Arn = 'unknown' } = await sts.send(new GetCallerIdentityCommand({}));
  return { account: Account, region: await sts.config.region(), arn: Arn };
}

function operateOf(name: string): string {
  return `${name}-operate`;
}
