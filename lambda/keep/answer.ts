import { isNoAnswer, sendHttpRequest } from '../http/http-request.ts';
import type { Envelope } from './envelope.ts';

/** What became of a resource. */
export type Outcome = { status: 'SUCCESS' } | { status: 'FAILED'; reason: string };

export type Answer = (request: Envelope, resource: { physicalId: string }, outcome: Outcome) => Promise<void>;

/**
 * Answers CloudFormation
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html, read 2026-11).
 * @throws Error if the answer is not taken. Lambda then runs the function again, twice.
 */
export const answerCloudFormation: Answer = async (request, { physicalId }, outcome) => {
  const { ResponseURL, StackId, RequestId, LogicalResourceId } = request;
  const answer = {
    Status: outcome.status,
    ...(outcome.status === 'FAILED' && { Reason: outcome.reason }),
    PhysicalResourceId: physicalId,
    StackId,
    RequestId,
    LogicalResourceId,
  };
  // No content type: with one, the signature of the address would not match.
  const result = await sendHttpRequest({
    method: 'PUT',
    url: ResponseURL,
    headers: {},
    body: JSON.stringify(answer),
    timeoutMs: 10_000,
  });
  if (isNoAnswer(result)) throw new Error(`CloudFormation does not answer: ${result.noAnswer}`);
  if (result.status !== 200) throw new Error(`The answer was not taken: ${result.status}`);
};
