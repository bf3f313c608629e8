import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createProcess, type Death, type Process } from './process.ts';
import type { SimulatedQueue } from './simulated-sqs.ts';
import type { World } from './world.ts';

type Handler = (
  event: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SQSBatchResponse>;

export interface SimulatedLambda {
  /** Takes batches off the queue, as long as there are messages and processes for them. */
  poll(): void;
  /** How many calls the function has made so far. */
  calls(): number;
}

const timeoutMs = 30 * 1000;
const maxConcurrency = 2;
const batchSize = 5;

/** @param start connects the handler of a new process. @param onFinish is told of each message before it is deleted. */
export function createLambda(
  world: World,
  options: {
    queue: SimulatedQueue;
    deaths: readonly Death[];
    start: (process: Process) => Handler;
    onFinish: (messageId: string, receivedAt: number) => void;
  },
): SimulatedLambda {
  const { queue, deaths, start, onFinish } = options;
  const idle: { process: Process; handler: Handler }[] = [];
  const calls = { count: 0 };
  let running = 0;
  let started = 0;

  function startProcess() {
    started += 1;
    const process = createProcess(`p${started}`, world, { calls, deaths });
    return { process, handler: start(process) };
  }

  function takeIdle(): ReturnType<typeof startProcess> | undefined {
    const worker = idle.pop();
    return worker === undefined || worker.process.isAlive() ? worker : takeIdle();
  }

  function finish(
    records: SQSEvent['Records'],
    receivedAt: number,
    { batchItemFailures }: SQSBatchResponse,
  ): void {
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId } of records) {
      if (failed.has(messageId)) continue;
      onFinish(messageId, receivedAt);
      if (world.choose(4) === 1) {
        world.excuse();
        world.tell(() => `${messageId} is finished, but not deleted`);
        continue;
      }
      world.tell(() => `${messageId} is finished`);
      queue.delete(messageId);
    }
  }

  function invoke(records: SQSEvent['Records']): void {
    // One can die of a call that it did not wait for.
    const worker = takeIdle() ?? startProcess();
    const { process } = worker;
    const deadline = world.now() + timeoutMs;
    let isOver = false;
    running += 1;

    function end(): void {
      if (isOver) return;
      isOver = true;
      running -= 1;
      if (process.isAlive()) idle.push(worker);
      else for (const _ of records) world.excuse(); // each may have been sent again, and not finished
      lambda.poll();
    }

    world.at(deadline, () => {
      if (!isOver && process.isAlive()) process.die('by its timeout');
    });
    process.onDeath(end);
    const context = { getRemainingTimeInMillis: () => deadline - world.now() };
    worker.handler({ Records: records }, context).then(
      (response) => {
        if (!process.isAlive()) return;
        finish(records, deadline - timeoutMs, response);
        end();
      },
      (error: unknown) => {
        if (process.isAlive()) world.breaks(`the handler threw ${String(error)}`);
      },
    );
  }

  const lambda: SimulatedLambda = {
    calls: () => calls.count,
    poll() {
      while (running < maxConcurrency) {
        const records = queue.receive(batchSize - world.choose(batchSize));
        if (records.length === 0) return;
        world.tell(() => `a batch: ${records.map(({ messageId }) => messageId).join(', ')}`);
        invoke(records);
      }
    },
  };
  return lambda;
}
