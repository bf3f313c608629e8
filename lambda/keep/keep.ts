import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { Kept } from '../aws/kept.ts';
import { errorFields, type Log } from '../aws/log.ts';
import type { Answer, Outcome } from './answer.ts';
import { Envelope } from './envelope.ts';
import { keepIndex } from './keep-index.ts';
import { keepSecret } from './keep-secret.ts';
import { Unkept } from './unkept.ts';

export interface KeepParts {
  secretsManager: SecretsManagerClient;
  dynamoDb: DynamoDBClient;
  answer: Answer;
  /** Waits, in milliseconds. */
  wait: (ms: number) => Promise<void>;
  log: Log;
}

/** The rights of a role that was just made take some seconds until they count. */
const waitsForRightsMs = [5000, 10_000, 20_000];

/**
 * Makes what outlives the stack and is missing: its secrets, and the index of a table that was taken over. What is there
 * stays as it is, also if another deployment of this name or a person has made it. Nothing is ever deleted.
 * @throws ValiError if the request does not say where to answer; Error if the answer is not taken.
 */
export function createKeep(parts: KeepParts) {
  return async (
    event: unknown,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<void> => {
    const request = v.parse(Envelope, event);
    const kept = v.safeParse(Kept, event);
    const physicalId = nameOf(kept) ?? request.PhysicalResourceId ?? request.LogicalResourceId;
    const outcome = request.RequestType === 'Delete' ? succeeded : await keep(kept, requestId, parts);
    await parts.answer(request, { physicalId }, outcome);
  };
}

const succeeded = { status: 'SUCCESS' } as const;

type Parsed = v.SafeParseResult<typeof Kept>;

function nameOf({ success, output }: Parsed): string | undefined {
  if (!success) return undefined;
  return output.ResourceType === 'Custom::KeptSecret'
    ? output.ResourceProperties.SecretName
    : `${output.ResourceProperties.TableName}/${output.ResourceProperties.IndexName}`;
}

async function keep(parsed: Parsed, requestId: string, parts: KeepParts): Promise<Outcome> {
  const name = nameOf(parsed);
  if (!parsed.success || name === undefined)
    return { status: 'FAILED', reason: 'Hire Invites does not know this resource, or not these properties.' };
  try {
    const isMade = await onceAllowed(() => make(parsed.output, parts), parts.wait);
    parts.log.info(isMade ? 'made' : 'there already', { requestId, kept: name });
    return succeeded;
  } catch (error) {
    parts.log.error('could not be made', { requestId, kept: name, ...errorFields(error) });
    const { message } = error instanceof Unkept ? error : { message: whyNotMade(name, error) };
    return { status: 'FAILED', reason: message };
  }
}

async function make(kept: Kept, { secretsManager, dynamoDb }: KeepParts): Promise<boolean> {
  return kept.ResourceType === 'Custom::KeptSecret'
    ? keepSecret(kept, secretsManager)
    : keepIndex(kept, dynamoDb);
}

/** Not the message of an error of AWS: it may quote what was sent. */
function whyNotMade(name: string, error: unknown): string {
  return `${name} could not be made (${errorFields(error).errorName}). Deploy again; if that does not help, see the log of the function keep.`;
}

async function onceAllowed<Value>(call: () => Promise<Value>, wait: KeepParts['wait']): Promise<Value> {
  for (const ms of waitsForRightsMs) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'AccessDeniedException') throw error;
      await wait(ms);
    }
  }
  return call();
}
