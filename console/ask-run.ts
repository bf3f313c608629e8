import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import type { RunningStack } from '../local/requests.ts';
import { NotDone } from './command.ts';

const Refusal = v.object({ error: v.string() });

/**
 * Sends a request to the running local stack, and waits for as long as it works: moving the clock by a year takes
 * minutes.
 * @throws NotDone, with a message for a person, if the stack refuses or ends meanwhile.
 */
export async function askRun<Schema extends v.GenericSchema>(
  { url }: Pick<RunningStack, 'url'>,
  path: string,
  body: object,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const { status, answer } = await post(`${url}${path}`, body).catch(() => {
    throw new NotDone('The local stack ended meanwhile.');
  });
  if (status !== 200) throw new NotDone(v.is(Refusal, answer) ? answer.error : `It answered ${status}`);
  return v.parse(schema, answer);
}

/** Not `fetch`, which gives up after five minutes. */
function post(url: string, body: object): Promise<{ status: number | undefined; answer: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', headers }, (response) => {
      text(response)
        .then((answer) => resolve({ status: response.statusCode, answer: JSON.parse(answer) }))
        .catch(reject);
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });
}
