import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';

/**
 * Runs in a process of its own: one function's bundle, one invocation at a time, over the process's message channel.
 * Arguments: the bundle's folder, the handler (`index.handler`), the timeout in milliseconds.
 */

const [, , folder = '', handlerName = '', timeoutMs = ''] = process.argv;
const [file = '', name = ''] = handlerName.split('.');
const Bundle = v.record(v.string(), v.unknown());
const Invocation = v.object({ requestId: v.string(), event: v.unknown() });

const bundle = v.parse(Bundle, { ...(await import(pathToFileURL(join(folder, `${file}.mjs`)).href)) });
const handler = v.parse(v.function(), bundle[name]);

process.on('message', async (message) => {
  const { requestId, event } = v.parse(Invocation, message);
  const deadline = Date.now() + Number(timeoutMs);
  const context = {
    awsRequestId: requestId,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    process.send?.({ result: (await handler(event, context)) ?? null });
  } catch (error) {
    process.send?.({ failure: error instanceof Error ? error.name : 'Error' });
  }
});
// Whatever becomes of the parent: no function outlives it.
process.once('disconnect', () => process.exit());
process.send?.('ready');
