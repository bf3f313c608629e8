import { fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { askOperate } from '../../console/ask-operate.ts';
import { connectTo } from '../../console/connection.ts';
import { Counted } from '../../lambda/operate/answer.ts';
import { createSampleHires } from '../../local/sample-hire.ts';
import { npmStart, type SignedWebhook, type StartedStack, signWebhook } from '../npm-start.ts';
import type { Table } from '../table.ts';
import { bareSignatureHeader } from './bare-signature-header.ts';
import { type LoadFigures, sendLoad } from './send-load.ts';

interface Options {
  rounds?: number;
  connections?: number;
  /** How long each case is loaded in each round. */
  forMs?: number;
}

/**
 * Webhooks a second through the API of the stack that `npm start` runs, beside a bare HTTP server. Each server has processes of
 * its own, and the sender is this one: they share the cores of the machine.
 * @throws Error if a webhook is not acknowledged.
 */
export async function measureLocalApi({
  rounds = 3,
  connections = 16,
  forMs = 1500,
}: Options = {}): Promise<Table[]> {
  await using stack = await npmStart();
  await using bareServer = await startBareServer();
  const [hire] = createSampleHires(stack.configuration.invite, Date.now());
  if (hire === undefined) throw new Error('There are no samples');
  const queued = signWebhook(hire, stack);
  const ignored = signWebhook(hire, stack, withAnotherEvent);
  // From then on there is nothing to do for the hire, and no message waits for another.
  const invited = stack.nextLine('hire invited');
  await sendLoad(queued, { connections: 1, forMs: 0 });
  await invited;
  const bare: Measured = { name: 'a bare HTTP server', webhook: bareServer.sign(queued.body), figures: [] };
  const cases: Measured[] = [
    bare,
    { name: 'receive, nothing to queue', webhook: ignored, figures: [] },
    { name: 'receive, a hire to queue', webhook: queued, figures: [] },
  ];
  for (const { webhook } of cases) await sendLoad(webhook, { connections, forMs }); // starts the processes
  await untilQueueIsEmpty(stack);
  for (let round = 0; round < rounds; round += 1) {
    for (const { webhook, figures } of cases) figures.push(await sendLoad(webhook, { connections, forMs }));
    await untilQueueIsEmpty(stack);
  }
  return [
    {
      id: 'local-api',
      title: `Acknowledged webhooks through the local API over ${connections} connections, while invite works off the queue; 1 = a bare HTTP server with HMAC and JSON.parse`,
      columns: [
        { name: 'throughput', unit: 'times' },
        { name: 'median', unit: 'times' },
        { name: '99 of 100', unit: 'times' },
        { name: 'throughput', unit: 'a second' },
        { name: 'median', unit: 'ms' },
        { name: '99 of 100', unit: 'ms' },
      ],
      rows: cases.map(({ name, figures }) => {
        const readers = [
          ({ aSecond }: LoadFigures) => aSecond,
          ({ p50Ms }: LoadFigures) => p50Ms,
          ({ p99Ms }: LoadFigures) => p99Ms,
        ];
        const ratios = (read: (figures: LoadFigures) => number) =>
          figures.map((one, round) => read(one) / read(bare.figures[round] ?? one));
        return { name, cells: [...readers.map(ratios), ...readers.map((read) => figures.map(read))] };
      }),
    },
  ];
}

interface Measured {
  name: string;
  webhook: SignedWebhook;
  /** One for each round. */
  figures: LoadFigures[];
}

/** As BambooHR may announce it and nobody here needs it: what is authentic is acknowledged, and not queued. */
function withAnotherEvent(body: string): string {
  const changed = body.replace('employee.created', 'employee.photographed');
  if (changed === body) throw new Error('The sample names no event');
  return changed;
}

async function startBareServer(): Promise<AsyncDisposable & { sign: (body: string) => SignedWebhook }> {
  const key = 'a key of a bare server';
  const child = fork(fileURLToPath(new URL('bare-server.ts', import.meta.url)), [key], { execArgv: [] });
  const ended = once(child, 'exit');
  const [address] = await Promise.race([once(child, 'message'), ended]);
  const { port } = v.parse(v.object({ port: v.number() }), address);
  return {
    sign: (body) => ({
      url: `http://127.0.0.1:${port}/`,
      body,
      headers: { [bareSignatureHeader]: createHmac('sha256', key).update(body).digest('hex') },
    }),
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}

/** What is left of one round would slow the next one. */
async function untilQueueIsEmpty({ stack }: StartedStack): Promise<void> {
  const connection = connectTo(stack);
  while ((await askOperate({ action: 'counts' }, Counted, connection)).queued > 0);
}
