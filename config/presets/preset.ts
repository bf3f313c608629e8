import * as v from 'valibot';
import type { Person } from '../../lambda/hire/person.ts';
import type { SourceInput } from '../source.ts';

/**
 * How sure it is that an HR system sends and signs as its preset says. `verified`: a published secret, body and
 * signature were computed again. `documented`: the vendor's pages say so. `community`: others have written so in
 * public.
 */
export type Certainty = 'verified' | 'documented' | 'community';

/** A person whom an HR system announces. */
export interface ExampleHire extends Required<Omit<Person, 'personalEmail' | 'externalId' | 'timeZone'>> {
  employeeId: string;
  personalEmail: string;
}

/** A webhook as an HR system sends it, without what makes it authentic. */
export interface ExampleWebhook {
  contentType: string;
  body: string;
  /** Headers other than the content type and those made from the secret. */
  headers?: Record<string, string>;
}

/**
 * The ready-made settings of a source for one HR system. Presets are read at synth only; the functions get the finished
 * settings.
 */
export interface Preset {
  /** The product's name. */
  title: string;
  certainty: Certainty;
  /** The settings that only this preset has. `toSource` makes the others from them. */
  settings: v.ObjectEntries;
  /** @throws ValiError if its own settings do not match `settings`. */
  toSource: (settings: unknown) => Omit<SourceInput, 'type'>;
  /** The webhook that announces a hire, in the documented shape. If its date counts, it is `at`. */
  example: (hire: ExampleHire, at: Date) => ExampleWebhook;
  /** What the API answers, in the documented shape. Absent without an API, or if a sandbox of its own answers. */
  apiExample?: ApiExample;
}

export interface ApiExample {
  /** The answers, by the names of the calls; `employee` is the first call. */
  calls: Record<string, (hire: ExampleHire) => unknown>;
  list?: ListExample;
}

/** The list of all employees. */
export interface ListExample {
  /** How many employees a page has, if all are not on one. */
  pageSize?: number;
  /** How many employees are before the page that is asked for. */
  startOf?: (query: URLSearchParams) => number;
  answer: (page: ExamplePage) => unknown;
  headers?: (page: ExamplePage) => Record<string, string>;
  /** The answers to further calls about several employees, by the names of the calls. */
  also?: Record<string, (hires: readonly ExampleHire[]) => unknown>;
}

export interface ExamplePage {
  hires: readonly ExampleHire[];
  /** How many employees are before this page, and how many there are. */
  start: number;
  total: number;
  /** Where the next page begins; undefined on the last one. */
  next: number | undefined;
}

/** For lists that are asked for by an offset. */
export function byOffset(query: URLSearchParams): number {
  return Number(query.get('offset') ?? 0);
}

type Description = Pick<Preset, 'title' | 'certainty' | 'example' | 'apiExample'>;

/** A preset without settings of its own. */
export function createPreset(source: Omit<SourceInput, 'type'>, description: Description): Preset {
  return { ...description, settings: {}, toSource: () => source };
}

/** A preset with settings of its own. */
export function createPresetWith<const Settings extends v.ObjectEntries>(
  settings: Settings,
  toSource: (settings: v.InferOutput<v.ObjectSchema<Settings, undefined>>) => Omit<SourceInput, 'type'>,
  description: Description,
): Preset {
  return { ...description, settings, toSource: (input) => toSource(v.parse(v.object(settings), input)) };
}

/** For files of all employees, and requests for any change: a person who started over a year ago is not a hire. */
export const recentlyStarted = { startedAtMostDaysAgo: 365 };

export function jsonExample(body: unknown, headers: Record<string, string> = {}): ExampleWebhook {
  return { contentType: 'application/json', body: JSON.stringify(body), headers };
}
