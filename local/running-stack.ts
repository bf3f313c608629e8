import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { ConfigurationError } from '../config/read-configuration.ts';

/**
 * Each `npm start` leaves a note for the commands: who it is and where it answers. One file for each, so that several
 * stacks can run side by side.
 */
const folder = fileURLToPath(new URL('../cdk.out/local-runs/', import.meta.url));

const Note = v.pipe(v.string(), v.parseJson(), v.object({ url: v.string() }));

export interface RunNote {
  id: string;
  url: string;
}

export async function rememberRun({ id, url }: RunNote): Promise<void> {
  await mkdir(folder, { recursive: true });
  // A reader must not find half of it.
  await writeFile(join(folder, id), JSON.stringify({ url }));
  await rename(join(folder, id), join(folder, `${id}.json`));
}

export async function forgetRun(id: string): Promise<void> {
  await rm(join(folder, `${id}.json`), { force: true });
}

/** The notes that are there. A stack that was killed has left its note too. */
export async function recallRuns(): Promise<RunNote[]> {
  const files = await readdir(folder).catch(() => []);
  const notes = files.filter((file) => file.endsWith('.json')).map(readNote);
  return (await Promise.all(notes)).filter((note) => note !== undefined);
}

/** @returns undefined for a note that is gone by now. */
async function readNote(file: string): Promise<RunNote | undefined> {
  const text = await readFile(join(folder, file), 'utf8').catch(() => undefined);
  const note = v.safeParse(Note, text);
  return note.success ? { id: basename(file, '.json'), ...note.output } : undefined;
}

export const Port = v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.maxValue(65535));

/**
 * The port that the variable PORT names: where `npm start` listens, and which of several stacks a command talks to.
 * @throws ConfigurationError if it is not a port.
 */
export function wantedPort(): number | undefined {
  const text = process.env['PORT'];
  if (text === undefined || text === '') return undefined;
  const port = v.safeParse(Port, text);
  if (!port.success) throw new ConfigurationError(`PORT must be a number from 0 to 65535, and is "${text}".`);
  return port.output;
}
