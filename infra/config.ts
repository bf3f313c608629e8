import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { Configuration } from '../lambda/shared/configuration.ts';
import { nearest } from './nearest.ts';
import { JsonError, parseJson } from './parse-json.ts';

/**
 * The configuration cannot be used. The message names the file and, for each fault, the path, what stands there and
 * what is allowed.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads a configuration file and fills in its defaults.
 * @throws ConfigurationError if it is missing, no JSON, or not allowed.
 */
export function readConfiguration(file: string): Configuration {
  const input = readJson(file);
  const result = v.safeParse(Configuration, input);
  const faults = result.success
    ? [...findPassedOver(input, result.output)]
    : result.issues.map((issue) => explain(issue, input));
  if (result.success && faults.length === 0) return result.output;
  throw new ConfigurationError([`${file} is not a configuration:`, ...faults].join('\n  '));
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ConfigurationError(
      `${file} cannot be read. Name another with -c config=FILE (CDK) or --config FILE (npm start).`,
    );
  }
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ConfigurationError(`${file} is no JSON: ${error.message}.`);
  }
}

/** One fault: where, what was got, what is allowed. A section's own message is the list of its settings. */
function explain(issue: v.BaseIssue<unknown>, input: unknown): string {
  const path = v.getDotPath(issue) ?? 'the file';
  if (issue.expected === 'never') return `${path}: ${explainUnknown(issue)}`;
  if (issue.received === 'undefined') return `${path}: is missing; allowed: ${allowedAt(path, issue, input)}`;
  return `${path}: got ${shorten(issue.input)}; allowed: ${allowed(issue)}`;
}

/** The value of an unknown setting is not repeated: it may be a secret that somebody put in the wrong place. */
function explainUnknown({ path, message }: v.BaseIssue<unknown>): string {
  const meant = nearest(String(path?.at(-1)?.key), message.split(', '));
  return `there is no such setting${meant === undefined ? '' : ` (${meant}?)`}; allowed here: ${message}`;
}

/** What may stand where nothing stands: what the check says of a `null` there. */
function allowedAt(path: string, issue: v.BaseIssue<unknown>, input: unknown): string {
  const place = issue.path?.at(-1);
  if (place?.type !== 'object') return allowed(issue);
  Object.assign(place.input, { [place.key]: null });
  const { issues } = v.safeParse(Configuration, input);
  return allowed(issues?.find((found) => v.getDotPath(found) === path) ?? issue);
}

function allowed({ type, message }: v.BaseIssue<unknown>): string {
  return type === 'strict_object' ? `an object with the settings ${message}` : message;
}

/** What would silently be without effect: valibot takes a list for an object, and leaves out the key `constructor`. */
function* findPassedOver(given: unknown, taken: unknown, path: string[] = []): Generator<string> {
  if (!isObject(given) || !isObject(taken)) return;
  if (Array.isArray(given) && !Array.isArray(taken))
    yield `${path.join('.')}: got ${shorten(given)}; allowed: an object`;
  for (const [key, value] of Object.entries(given)) {
    const place = [...path, key];
    if (Object.hasOwn(taken, key)) yield* findPassedOver(value, Reflect.get(taken, key), place);
    else yield `${place.join('.')}: this key cannot be used; allowed: another`;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shorten(input: unknown): string {
  const text = JSON.stringify(input);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
