import * as v from 'valibot';
import { type LocalServer, readBytes, serve } from '../../local/aws/json-service.ts';
import { readCall, type ServiceCall, signerOf } from '../../local/aws/service-call.ts';

/** A call as it is billed. */
export interface BilledCall extends Pick<ServiceCall, 'action'> {
  /** Who has called: the key that the request is signed with. */
  by: string;
  /** For DynamoDB: what it says that the call has used, in read or write units, its indexes left out. */
  units: number;
  /** Of the answer's body. */
  answerBytes: number;
  /** For DynamoDB's `PutItem`: the item. */
  item?: Item;
}
type Item = Readonly<Record<string, unknown>>;

const Put = v.object({ Item: v.record(v.string(), v.unknown()) });
const Used = v.object({ CapacityUnits: v.number() });
const Answer = v.object({ ConsumedCapacity: v.union([Used, v.array(Used)]) });

/** Stands in front of a service, passes every call on, and says what was called. */
export async function startCountingProxy(
  target: string,
  onCall: (call: BilledCall) => void,
): Promise<LocalServer> {
  return serve(async (request, response) => {
    // It would tell the clients the machine's time, which may not be theirs.
    response.sendDate = false;
    const { method = '', url = '', headers } = request;
    const text = (await readBytes(request)).toString('utf8');
    const signer = signerOf(headers);
    const isOfDynamoDb = signer?.service === 'dynamodb';
    const { connection, host, 'content-length': _, ...kept } = headers;
    const answer = await fetch(target + url, {
      method,
      headers: Object.entries(kept).map(([name, value]) => [name, String(value)]),
      ...(text !== '' && { body: isOfDynamoDb ? askForUnits(text) : text }),
    });
    const body = await answer.text();
    if (signer !== undefined)
      onCall({
        by: signer.key,
        action: readCall(signer.service, { method, url, headers, body: text }).action,
        units: isOfDynamoDb ? unitsIn(body) : 0,
        answerBytes: Buffer.byteLength(body),
        ...(isOfDynamoDb && itemIn(text)),
      });
    const type = answer.headers.get('content-type') ?? 'application/x-amz-json-1.0';
    const error = answer.headers.get('x-amzn-errortype');
    response.writeHead(answer.status, { 'content-type': type, ...(error && { 'x-amzn-errortype': error }) });
    response.end(body);
  });
}

function askForUnits(text: string): string {
  const body = v.parse(v.record(v.string(), v.unknown()), JSON.parse(text));
  return JSON.stringify({ ...body, ReturnConsumedCapacity: 'TOTAL' });
}

/** A write whose condition fails says nothing of it, and is billed as one unit. */
function unitsIn(text: string): number {
  const answer = v.safeParse(Answer, JSON.parse(text));
  if (!answer.success) return text.includes('ConditionalCheckFailed') ? 1 : 0;
  return [answer.output.ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}

function itemIn(text: string): { item?: Item } {
  const put = v.safeParse(Put, JSON.parse(text));
  return put.success ? { item: put.output.Item } : {};
}
