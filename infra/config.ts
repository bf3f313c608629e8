import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { Configuration } from '../lambda/shared/configuration.ts';

/** The configuration cannot be used. The message names the file and, for each fault, the path, what stands there and what is allowed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads a configuration file and fills in its defaults.
 * @throws ConfigurationError if it is missing, no JSON, or not allowed.
 */
export function readConfiguration(file: string): Configuration {
  const result = v.safeParse(Configuration, parseJson(file));
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `  ${explain(issue)}`);
  throw new ConfigurationError([`${file} is not a configuration:`, ...faults].join('\n'));
}

function parseJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ConfigurationError(
      `${file} cannot be read. Name another with -c config=FILE (CDK) or --config FILE (npm start).`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(
      `${file} is no JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    );
  }
}

/** One fault: where, what was got, what is allowed. A section's message is the list of its settings. */
function explain(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the file';
  if (issue.expected === 'never') return `${path}: there is no such setting; allowed here: ${issue.message}`;
  if (issue.received === 'undefined')
    return `${path}: is missing${isKeyIssue(issue) ? '' : `; allowed: ${issue.message}`}`;
  const wanted =
    issue.type === 'strict_object' ? `an object with the settings ${issue.message}` : issue.message;
  return `${path}: got ${shorten(issue.input)}; allowed: ${wanted}`;
}

function isKeyIssue(issue: v.BaseIssue<unknown>): boolean {
  return issue.path?.at(-1)?.origin === 'key';
}

function shorten(input: unknown): string {
  const text = JSON.stringify(input);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
