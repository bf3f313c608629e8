import { transformSync } from 'esbuild';
import * as v from 'valibot';

/** A text isn't JSON. The message says at which line and column, and why. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/**
 * Parses JSON, and refuses a key that appears twice: `JSON.parse` would silently keep only the last one.
 * @throws JsonError. It names the place, where `JSON.parse` often only quotes from the text.
 */
export function parseJson(text: string): unknown {
  const fault = findFault(text);
  if (fault !== undefined) throw new JsonError(fault);
  try {
    return JSON.parse(text);
  } catch {
    throw new JsonError('a character in it is not allowed in JSON');
  }
}

const Faults = v.array(
  v.object({ text: v.string(), location: v.object({ line: v.number(), column: v.number() }) }),
);

function findFault(text: string): string | undefined {
  const [fault] = v.parse(Faults, listFaults(text));
  return fault && `line ${fault.location.line}, column ${fault.location.column + 1}: ${fault.text}`;
}

function listFaults(text: string): unknown {
  try {
    return transformSync(text, { loader: 'json', logLevel: 'silent' }).warnings;
  } catch (error) {
    return v.parse(v.object({ errors: v.unknown() }), error).errors;
  }
}
