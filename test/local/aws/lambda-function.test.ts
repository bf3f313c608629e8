import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createFunction, type LocalFunction, type OnInvoke } from '../../../local/aws/lambda-function.ts';
import { type Clock, startClock } from '../../../local/clock.ts';

/** A function that keeps `Date.now` when it is loaded, as the real ones do, and says what it takes for the time. */
const bundle = `
  const { now } = Date;
  export async function handler(event, context) {
    if (event.hang) await new Promise(() => {});
    return { now: now(), remainingMs: context.getRemainingTimeInMillis(), process: process.pid };
  }
`;
const Answer = v.object({ now: v.number(), remainingMs: v.number(), process: v.number() });

let folder: string;
let clock: Clock;
let lambda: LocalFunction;
let onInvoke: OnInvoke;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
  await writeFile(join(folder, 'index.mjs'), bundle);
  clock = startClock();
  onInvoke = () => undefined;
  const definition = {
    FunctionName: 'invite',
    Handler: 'index.handler',
    Timeout: 30,
    MemorySize: 128,
    Environment: { Variables: {} },
    codeFolder: folder,
  };
  lambda = createFunction(definition, {
    environment: {},
    maxProcesses: 1,
    onLog: () => undefined,
    clock,
    onInvoke: (name, child) => onInvoke(name, child),
  });
});
afterEach(async () => {
  await lambda.close();
  clock.stop();
  await rm(folder, { recursive: true });
});

const invoke = async () => v.parse(Answer, await lambda.invoke({}));
const dayMs = 24 * 60 * 60 * 1000;

test('a process follows the clock, whether it runs already or is started later; its time left does not', async () => {
  clock.moveForward(dayMs);
  const before = Date.now();
  const first = await invoke();
  expect(first.now).toBeGreaterThanOrEqual(before);
  clock.moveForward(dayMs);
  const second = await invoke();
  expect(second.process).toBe(first.process);
  expect(second.now - first.now).toBeGreaterThanOrEqual(dayMs);
  expect(second.now).toBeLessThanOrEqual(Date.now());
  expect(second.remainingMs).toBeGreaterThan(0);
});

test('an invocation whose process is killed fails, and the next has another process', async () => {
  const { process } = await invoke();
  onInvoke = (name, child) => {
    expect(name).toBe('invite');
    child.kill('SIGKILL');
  };
  await expect(lambda.invoke({ hang: true })).rejects.toThrow('exited');
  onInvoke = () => undefined;
  expect((await invoke()).process).not.toBe(process);
});
