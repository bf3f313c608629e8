import * as v from 'valibot';
import { RunningStack, runPath } from '../local/requests.ts';
import { forgetRun, type RunNote, recallRuns, wantedPort } from '../local/running-stack.ts';
import { NotDone } from './command.ts';

/** For a stack that hangs: one whose clock moves still answers at once. */
const patienceMs = 20 * 1000;

/** A stack that left a note and was not found dead. It has no `run` if it does not answer. */
interface Found {
  url: string;
  run?: RunningStack;
}

/** The stacks that run on this machine. Those that were killed are forgotten. */
export async function findRuns(): Promise<Found[]> {
  const found = await Promise.all((await recallRuns()).map(ask));
  return found.filter((one) => one !== undefined).toSorted((one, other) => one.url.localeCompare(other.url));
}

/**
 * The stack that runs on this machine. The variable PORT says which, if there are several.
 * @returns undefined if there is none.
 * @throws NotDone if it is not clear which one is meant, or if it does not answer.
 */
export async function findRun(): Promise<RunningStack | undefined> {
  const port = wantedPort();
  const found = await findRuns();
  const [meant, ...others] = found.filter(({ url }) => port === undefined || portOf(url) === String(port));
  const list = found.map(({ url, run }) => (run === undefined ? url : `${url} (${run.name})`)).join(', ');
  if (meant === undefined && found.length > 0)
    throw new NotDone(`No local stack runs on port ${port}, but here: ${list}.`);
  if (meant !== undefined && others.length > 0)
    throw new NotDone(
      `Several local stacks run: ${list}. Choose one by its port: put PORT=${portOf(meant.url)} before the command.`,
    );
  if (meant !== undefined && meant.run === undefined)
    throw new NotDone(`The local stack ${meant.url} does not answer.`);
  return meant?.run;
}

/**
 * The same, for a command that needs one. It says first which one it talks to, beside the output.
 * @throws NotDone, also if there is none.
 */
export async function requireRun(): Promise<RunningStack> {
  const run = await findRun();
  if (run === undefined) throw new NotDone('No local stack runs here. Start one with: npm start');
  console.error(titleOf(run));
  return run;
}

const clocks = {
  real: '',
  moved: '; its clock was moved, and says ',
  moving: '; its clock is being moved, and says ',
} as const;

export function nameOf({ url, name }: Pick<RunningStack, 'url' | 'name'>): string {
  return `Hire Invites on this machine, ${url}, ${name}`;
}

/** Which stack it is, and what time it is there if that is not the machine's. */
export function titleOf(run: RunningStack): string {
  return `${nameOf(run)}${clocks[run.clock]}${run.clock === 'real' ? '' : sayUtc(run.now)}`;
}

/** @param iso a time in ISO 8601. */
export function sayUtc(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** What a stack says about itself right now. @throws the errors of `fetch`; ValiError if somebody else answers. */
export async function readRun(url: string): Promise<RunningStack> {
  const response = await fetch(`${url}${runPath}`, { signal: AbortSignal.timeout(patienceMs) });
  return v.parse(RunningStack, await response.json());
}

/** @returns undefined if the stack is gone. Then it is forgotten: another program may answer there now. */
async function ask({ id, url }: RunNote): Promise<Found | undefined> {
  try {
    const run = await readRun(url);
    if (run.id === id) return { url, run };
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return { url };
  }
  await forgetRun(id);
  return undefined;
}

function portOf(url: string): string {
  return new URL(url).port;
}
