import * as v from 'valibot';
import { recallRun } from '../running-stack.ts';

const Refusal = v.object({ error: v.string() });

/**
 * Sends a request to the running local stack.
 * @throws Error, with a message for a person, if no stack runs here or if it refuses.
 */
export async function askRun<Schema extends v.GenericSchema>(
  path: string,
  body: object,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const { url } = await recallRun();
  const request = { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, request).catch(() => {
    throw new Error('The local stack does not answer. Start one with: npm start');
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(v.is(Refusal, answer) ? answer.error : `It answered ${response.status}`);
  return v.parse(schema, answer);
}

/** Runs a command. If it fails, it prints the reason and sets the exit code to 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'failed');
    process.exitCode = 1;
  }
}
