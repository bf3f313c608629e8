import { transformSync } from 'esbuild';
import * as v from 'valibot';

/** A text is no JSON. The message says at which line and column, and why. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/** Parses JSON. @throws JsonError, where `JSON.parse` often names no place and quotes from the text instead. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new JsonError(findFault(text));
  }
}

const EsbuildFailure = v.object({
  errors: v.looseTuple([
    v.object({ text: v.string(), location: v.object({ line: v.number(), column: v.number() }) }),
  ]),
});

function findFault(text: string): string {
  try {
    transformSync(text, { loader: 'json', logLevel: 'silent' });
  } catch (error) {
    const [fault] = v.parse(EsbuildFailure, error).errors;
    return `line ${fault.location.line}, column ${fault.location.column + 1}: ${fault.text}`;
  }
  return 'a character in it is not allowed in JSON';
}
