import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { startClock } from '../clock.ts';

/**
 * Runs a function's bundle in a separate process, one invocation at a time, over the process's message channel.
 * Arguments: the bundle's folder, the handler (`index.handler`), the timeout in milliseconds, and how far the clock is
 * ahead of the machine's clock, in milliseconds.
 */

const [, , folder = '', handlerName = '', timeoutMs = '', aheadMs = '0'] = process.argv;
const [file = '', name = ''] = handlerName.split('.');
const Bundle = v.record(v.string(), v.unknown());
const Invocation = v.object({ requestId: v.string(), event: v.unknown(), invokedFunctionArn: v.string() });
const ClockMove = v.object({ aheadMs: v.number() });

// This comes before the bundle is loaded, because the bundle may keep a reference to `Date.now`.
const clock = startClock(Number(aheadMs));
const bundle = v.parse(Bundle, { ...(await import(pathToFileURL(join(folder, `${file}.mjs`)).href)) });
const handler = v.parse(v.function(), bundle[name]);

process.on('message', async (message) => {
  if (v.is(ClockMove, message)) {
    clock.moveForward(message.aheadMs - clock.aheadMs());
    return;
  }
  const { requestId, event, invokedFunctionArn } = v.parse(Invocation, message);
  const deadline = performance.now() + Number(timeoutMs);
  const context = {
    awsRequestId: requestId,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    invokedFunctionArn,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
  try {
    process.send?.({ result: (await handler(event, context)) ?? null });
  } catch (error) {
    process.send?.({ failure: error instanceof Error ? error.name : 'Error' });
  }
});
// Whatever happens to the parent, no function outlives it.
process.once('disconnect', () => process.exit());
// This process is ended by a kill. What Node has compiled is kept now, if NODE_COMPILE_CACHE says where.
flushCompileCache();
process.send?.('ready');
