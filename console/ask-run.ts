import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { recallRun } from '../local/running-stack.ts';
import { NotDone } from './command.ts';

const Refusal = v.object({ error: v.string() });

/**
 * Sends a request to the running local stack, and waits for as long as it works: moving the clock by a year takes
 * minutes.
 * @throws NotDone, with a message for a person, if no stack runs here or if it refuses.
 */
export async function askRun<Schema extends v.GenericSchema>(
  path: string,
  body: object,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const { url } = await recallRun().catch(() => {
    throw new NotDone(noStack);
  });
  const { status, answer } = await post(`${url}${path}`, body).catch(() => {
    throw new NotDone(noStack);
  });
  if (status !== 200) throw new NotDone(v.is(Refusal, answer) ? answer.error : `It answered ${status}`);
  return v.parse(schema, answer);
}

export const noStack = 'No local stack runs here. Start one with: npm start';

/** Not `fetch`, which gives up after five minutes. */
function post(url: string, body: object): Promise<{ status: number | undefined; answer: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST' }, (response) => {
      text(response)
        .then((answer) => resolve({ status: response.statusCode, answer: JSON.parse(answer) }))
        .catch(reject);
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });
}
