import { InvokeCommand } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import { Refused } from '../lambda/operate/answer.ts';
import { type OperateRequest, rightTo } from '../lambda/operate/request.ts';
import { NotDone } from './command.ts';
import type { Connection } from './connection.ts';

/**
 * Sends a request to `operate`.
 * @param schema what it answers if it is done.
 * @throws NotDone, with a sentence for a person, if it refuses or fails; the errors of the SDK.
 */
export async function askOperate<Schema extends v.GenericSchema>(
  request: OperateRequest,
  schema: Schema,
  { lambda, functionName }: Connection,
): Promise<v.InferOutput<Schema>> {
  const answer = await lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      Qualifier: rightTo[request.action],
      Payload: new TextEncoder().encode(JSON.stringify(request)),
    }),
  );
  const body = v.parse(v.pipe(v.string(), v.parseJson()), new TextDecoder().decode(answer.Payload));
  if (answer.FunctionError !== undefined) throw new NotDone(sayFailed(functionName, body));
  const refused = v.safeParse(Refused, body);
  if (refused.success) throw new NotDone(refused.output.message, refused.output.code);
  const done = v.safeParse(schema, body);
  if (!done.success)
    throw new NotDone(
      `The function ${functionName} is of another version than this folder. Deploy this one, or check out that one.`,
    );
  return done.output;
}

const Failed = v.object({ errorType: v.string() });

/** What AWS says to a function that asks for too much at once. */
const busy = [
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TableBusy',
];

/** Only the type of the error: its message may quote anything. */
function sayFailed(functionName: string, body: unknown): string {
  const failed = v.safeParse(Failed, body);
  const errorType = failed.success ? failed.output.errorType : '';
  if (busy.includes(errorType)) return 'AWS is busy. Try again in a moment.';
  if (errorType === 'AccessDeniedException')
    return `AWS refuses what the function ${functionName} asks: its role was changed, or the key of a table. Deploy again.`;
  return `The function ${functionName} failed. Its log says why.`;
}
