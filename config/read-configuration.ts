import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { Configuration } from './configuration.ts';
import { expandSources, type Fault } from './expand-sources.ts';
import { nearest } from './nearest.ts';
import { JsonError, parseJson } from './parse-json.ts';
import { whyUnreadable } from './why-unreadable.ts';

/**
 * The configuration cannot be used. The message names the file and, for each fault, the path, the value that is there
 * and what is allowed.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads a configuration file and fills in its presets and defaults.
 * @throws ConfigurationError if the file is missing, isn't JSON, or holds something that is not allowed.
 */
export function readConfiguration(file: string): Configuration {
  return parseConfiguration(readJson(file), file);
}

/**
 * Fills in presets and defaults.
 * @param file the name that error messages use.
 * @throws ConfigurationError if something in it is not allowed.
 */
export function parseConfiguration(input: unknown, file = 'what is given'): Configuration {
  const { expanded, faults, taken: own } = expandSources(input);
  const result = v.safeParse(Configuration, expanded);
  const all = [...checkExpanded(expanded, result.issues ?? [], faults), ...faults];
  const said = all.map(explain);
  if (result.success && said.length === 0)
    said.push(
      ...findPassedOver(expanded, result.output),
      ...own.flatMap(({ above, given, taken }) => [...findPassedOver(given, taken, above)]),
    );
  if (result.success && said.length === 0) return result.output;
  throw new ConfigurationError([`${file} is not a configuration:`, ...said].join('\n  '));
}

/** Leaves out the sources whose preset could not be filled in: their faults are reported already. */
function checkExpanded(input: unknown, issues: readonly v.BaseIssue<unknown>[], faults: Fault[]): Fault[] {
  const isToldOf = (issue: v.BaseIssue<unknown>) =>
    faults.some(({ above }) => `${v.getDotPath(issue)}.`.startsWith(`${above.join('.')}.`));
  return issues
    .filter((issue) => !isToldOf(issue))
    .map((issue) => ({ above: [], issue, input, schema: Configuration }));
}

/**
 * What the file says, unchecked.
 * @throws ConfigurationError if the file is missing, or isn't JSON.
 */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(
      `${file} ${whyUnreadable(error)}. Name another with -c config=FILE (CDK) or --config FILE (npm start).`,
    );
  }
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ConfigurationError(`${file} isn’t JSON: ${error.message}.`);
  }
}

/** One fault: the path, the value, what is allowed. The message of a section is the list of its settings. */
function explain(fault: Fault): string {
  const { above, issue } = fault;
  const place = v.getDotPath(issue);
  const path = [...above, ...(place === null ? [] : [place])].join('.') || 'the file';
  if (issue.expected === 'never') return `${path}: ${explainUnknown(issue)}`;
  if (issue.received === 'undefined') return `${path}: is missing; allowed: ${allowedAt(fault)}`;
  // Where several settings must agree, the fault is reported at one of them: show its value, not the whole input.
  const last = issue.path?.at(-1);
  const got = last?.origin === 'value' ? last.value : issue.input;
  return `${path}: got ${shorten(got)}; allowed: ${allowed(issue)}`;
}

/** The value of an unknown setting is not shown: it may be a secret that somebody put in the wrong place. */
function explainUnknown({ path, message }: v.BaseIssue<unknown>): string {
  const meant = nearest(String(path?.at(-1)?.key), message.split(', '));
  return `there is no such setting${meant === undefined ? '' : ` (${meant}?)`}; allowed here: ${message}`;
}

/** What is allowed where a setting is missing: what the check says about a `null` there. */
function allowedAt({ issue, input, schema }: Fault): string {
  const place = issue.path?.at(-1);
  if (place?.type !== 'object') return allowed(issue);
  Object.assign(place.input, { [place.key]: null });
  const { issues } = v.safeParse(schema, input);
  return allowed(issues?.find((found) => v.getDotPath(found) === v.getDotPath(issue)) ?? issue);
}

function allowed({ type, message }: v.BaseIssue<unknown>): string {
  return type === 'strict_object' ? `an object with the settings ${message}` : message;
}

/** Finds what would silently have no effect: valibot accepts a list as an object, and drops the key `constructor`. */
function* findPassedOver(given: unknown, taken: unknown, path: string[] = []): Generator<string> {
  if (!isObject(given) || !isObject(taken)) return;
  if (Array.isArray(given) && !Array.isArray(taken))
    yield `${path.join('.')}: got ${shorten(given)}; allowed: an object`;
  for (const [key, value] of Object.entries(given)) {
    const place = [...path, key];
    if (Object.hasOwn(taken, key)) yield* findPassedOver(value, Reflect.get(taken, key), place);
    else yield `${place.join('.')}: this key cannot be used; allowed: any other key`;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shorten(input: unknown): string {
  const text = JSON.stringify(input);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
