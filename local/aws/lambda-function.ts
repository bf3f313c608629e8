import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { type FunctionDefinition, functionArn, region } from './template.ts';

export interface LocalFunction {
  /**
   * @param alias by which the caller names the function, if by one.
   * @throws Error if the function fails, dies or exceeds its timeout; Throttled if it may not run.
   */
  invoke(event: unknown, alias?: string): Promise<unknown>;
  /** The reserved concurrency; undefined if there is none. Here only 0 has an effect: the function never runs. */
  mostAtOnce(): number | undefined;
  reserve(mostAtOnce: number | undefined): void;
  /** Resolves once no invocation runs or waits for its turn. */
  untilIdle(): Promise<void>;
  close(): Promise<void>;
}

/** As Lambda's TooManyRequestsException. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
}

export type OnInvoke = (functionName: string, child: Pick<ChildProcess, 'kill'>) => void;

const Reply = v.union([v.object({ result: v.unknown() }), v.object({ failure: v.string() })]);

/** How long a process may take to load its bundle: only for what hangs, the function's timeout does not count yet. */
const startHangsAfterMs = 5 * 60 * 1000;

const runtime = fileURLToPath(new URL('lambda-runtime.ts', import.meta.url));

/**
 * A Lambda function on this machine. Its bundle runs in separate processes, each with one invocation at a time. A
 * process that exceeds the timeout is killed.
 * @param environment what AWS would set, and the addresses of the local services.
 * @param maxProcesses how many invocations run at once; the others wait their turn.
 * @param onLog called with every line that the function writes.
 * @param clock the time for its processes. If absent, the machine's clock.
 * @param onInvoke called at each invocation with the process that handles it; the caller may kill the process.
 */
export function createFunction(
  definition: FunctionDefinition,
  {
    environment,
    maxProcesses,
    onLog,
    clock,
    onInvoke,
  }: {
    environment: Record<string, string>;
    maxProcesses: number;
    onLog: (line: string) => void;
    clock?: Clock | undefined;
    onInvoke?: OnInvoke | undefined;
  },
): LocalFunction {
  const timeoutMs = definition.Timeout * 1000;
  const idle: ChildProcess[] = [];
  const alive = new Set<ChildProcess>();
  const turns: (() => void)[] = [];
  const invocations = new Set<Promise<unknown>>();
  let busy = 0;
  let closed = false;
  let reserved: number | undefined;
  const forgetClock = clock?.onMove((aheadMs) => {
    for (const child of alive) tell(child, { aheadMs });
  });

  async function start(): Promise<ChildProcess> {
    const aheadMs = clock?.aheadMs() ?? 0;
    const settings = [definition.codeFolder, definition.Handler, String(timeoutMs), String(aheadMs)];
    const child = fork(runtime, settings, {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...definition.Environment.Variables,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_LAMBDA_FUNCTION_NAME: definition.FunctionName,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.MemorySize),
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        ...environment,
      },
    });
    alive.add(child);
    child.once('exit', () => {
      alive.delete(child);
      const index = idle.indexOf(child);
      if (index >= 0) idle.splice(index, 1);
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', onLog);
    }
    await nextMessage(child, definition, startHangsAfterMs);
    return child;
  }

  function invoke(event: unknown, alias?: string): Promise<unknown> {
    const invocation = runOnce(event, alias);
    invocations.add(invocation);
    return invocation.finally(() => invocations.delete(invocation));
  }

  async function runOnce(event: unknown, alias?: string): Promise<unknown> {
    if (reserved === 0) throw new Throttled();
    if (busy >= maxProcesses) await new Promise<void>((resolve) => turns.push(resolve));
    else busy += 1;
    try {
      if (closed) throw new Error(`${definition.FunctionName} is closed`);
      const child = idle.pop() ?? (await start());
      const reply = nextMessage(child, definition, timeoutMs);
      tell(child, { requestId: randomUUID(), event, invokedFunctionArn: functionArn(definition, alias) });
      onInvoke?.(definition.FunctionName, child);
      const answer = v.parse(Reply, await reply);
      idle.push(child);
      if ('failure' in answer) throw new Error(`${definition.FunctionName} threw ${answer.failure}`);
      return answer.result;
    } finally {
      const next = turns.shift();
      if (next === undefined) busy -= 1;
      else next();
    }
  }

  return {
    invoke,
    mostAtOnce: () => reserved,
    reserve(mostAtOnce) {
      reserved = mostAtOnce;
    },
    async untilIdle() {
      while (invocations.size > 0) await Promise.allSettled(invocations);
    },
    async close() {
      closed = true;
      forgetClock?.();
      const exits = [...alive].map((child) => new Promise((resolve) => child.once('exit', resolve)));
      for (const child of alive) child.kill('SIGKILL');
      await Promise.all(exits);
    },
  };
}

/** If the process is gone, its exit event says so; an error here can be ignored. */
function tell(
  child: ChildProcess,
  message: { aheadMs: number } | { requestId: string; event: unknown; invokedFunctionArn: string },
): void {
  child.send(message, () => undefined);
}

/** The child's next message, or an error if it dies first, or is killed because it takes too long. */
function nextMessage(
  child: ChildProcess,
  { FunctionName }: FunctionDefinition,
  timeoutMs: number,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      finish();
    };
    const onMessage = (message: unknown) => settle(() => resolve(message));
    const onExit = () =>
      settle(() => reject(new Error(`${FunctionName} exited or took longer than ${timeoutMs} ms`)));
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}
