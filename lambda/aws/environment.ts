import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import { isJsonObject } from '../hire/record.ts';

/** The file beside a function's bundle that holds `hire-invites.json` with its defaults filled in. */
export const configurationFile = 'configuration.json';

const present = v.pipe(v.string(), v.nonEmpty('is empty'));

/** `https` anywhere, plain `http` only on loopback: a credential must not cross a network in clear text. */
const baseUrl = v.pipe(
  v.string(),
  v.check(isSafeBaseUrl, 'must be an https URL (or an http URL on loopback) without query and user'),
  v.transform(withoutEnd),
);

/** The environment that the stack gives `receive`. */
export const ReceiveEnvironment = v.object({ INVITE_QUEUE_URL: present });

/** The environment that the stack gives `invite`. `ONELOGIN_URL` is only for running it outside AWS. */
export const InviteEnvironment = v.object({
  INVITE_QUEUE_URL: present,
  INVITE_QUEUE_ARN: present,
  HIRES_TABLE_NAME: present,
  USERS_TABLE_NAME: present,
  SCHEDULE_GROUP_NAME: present,
  SCHEDULE_ROLE_ARN: present,
  SCHEDULE_DEAD_LETTER_QUEUE_ARN: present,
  ONELOGIN_URL: v.optional(baseUrl),
});

/** The environment that the stack gives `sweep`. `ONELOGIN_URL` is only for running it outside AWS. */
export const SweepEnvironment = v.object({
  INVITE_QUEUE_URL: present,
  HIRES_TABLE_NAME: present,
  USERS_TABLE_NAME: present,
  SWEEPS_TABLE_NAME: present,
  NOTICE_TOPIC_ARN: present,
  RUNBOOK: present,
  ONELOGIN_URL: v.optional(baseUrl),
});

/** The environment that the stack gives `tell`. */
export const TellEnvironment = v.object({
  HIRES_TABLE_NAME: present,
  SWEEPS_TABLE_NAME: present,
  NOTICE_TOPIC_ARN: present,
  DEAD_LETTER_QUEUE_PAGE: present,
  RUNBOOK: present,
});

/** The environment that the stack gives `operate`. `ONELOGIN_URL` is only for running it outside AWS. */
export const OperateEnvironment = v.object({
  INVITE_QUEUE_URL: present,
  DEAD_LETTER_QUEUE_URL: present,
  DEAD_LETTER_QUEUE_ARN: present,
  HIRES_TABLE_NAME: present,
  USERS_TABLE_NAME: present,
  SWEEPS_TABLE_NAME: present,
  SCHEDULE_GROUP_NAME: present,
  NOTICE_TOPIC_ARN: present,
  /** Absent if none is configured. */
  ALARM_ADDRESS: v.optional(present),
  INVITE_QUEUE_MAPPING: present,
  ONELOGIN_URL: v.optional(baseUrl),
});

/**
 * Reads a function's environment once, at start.
 * @throws Error that names every variable that is missing or wrong, never a value.
 */
export function readEnvironment<Schema extends v.GenericSchema>(
  schema: Schema,
  variables: NodeJS.ProcessEnv = process.env,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, variables);
  if (result.success) return result.output;
  const faults = result.issues.map(
    (issue) => `${v.getDotPath(issue)} ${issue.received === 'undefined' ? 'is missing' : issue.message}`,
  );
  throw new Error(`Environment: ${faults.join('; ')}`);
}

/**
 * Reads the configuration that the bundle was built with. It was checked in full when it was written. Checking it at
 * every cold start would cost some milliseconds each time, and find nothing.
 * @throws ValiError if the file is not a configuration.
 */
export function readConfiguration(bundleUrl: string): Configuration {
  return v.parse(
    BundledConfiguration,
    JSON.parse(readFileSync(new URL(configurationFile, bundleUrl), 'utf8')),
  );
}

const sections = ['oneLogin', 'sources', 'receive', 'invite', 'sweep', 'retry', 'alarms'];

const BundledConfiguration = v.custom<Configuration>(
  (input) => isJsonObject(input) && sections.every((section) => isJsonObject(input[section])),
);

/** `HR_API_URL_<SOURCE>` for a source key: `bamboohr-eu` is overridden by `HR_API_URL_BAMBOOHR_EU`. */
export function hrApiUrlVariable(source: string): string {
  return `HR_API_URL_${source.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * The address of a source's API if the environment overrides it.
 * @throws Error if the override is not a safe base URL.
 */
export function readHrApiUrl(source: string, variables: NodeJS.ProcessEnv = process.env): string | undefined {
  const name = hrApiUrlVariable(source);
  return readEnvironment(v.object({ [name]: v.optional(baseUrl) }), variables)[name];
}

/** Also removes an empty query or fragment: a path that is added later would become part of it. */
function withoutEnd(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`.replace(/\/+$/, '');
}

function isSafeBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const bare = url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return bare && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback));
}
