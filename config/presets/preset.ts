import * as v from 'valibot';
import type { Person } from '../../lambda/hire/person.ts';
import type { SourceInput } from '../source.ts';

/**
 * How sure it is that an HR system sends and signs as its preset says: by a published secret, body and signature that
 * were computed again; by the vendor's pages; by what others have written in public.
 */
export type Certainty = 'verified' | 'documented' | 'community';

/** Somebody whom an HR system announces. */
export interface ExampleHire extends Required<Person> {
  employeeId: string;
}

/** A webhook as an HR system sends it, but for what makes it authentic. */
export interface ExampleWebhook {
  contentType: string;
  body: string;
  /** Others than the content type and those that are made of the secret. */
  headers?: Record<string, string>;
}

/**
 * An HR system by name: the settings of a source, ready made. Presets are read at synth only; the functions get the
 * settings that come of them.
 */
export interface Preset {
  /** The product's name. */
  title: string;
  certainty: Certainty;
  /** Settings of its own, from which `toSource` makes the others. */
  settings: v.ObjectEntries;
  /** @throws ValiError if its own settings are not as `settings` says. */
  toSource: (settings: unknown) => Omit<SourceInput, 'type'>;
  /** The webhook that announces a hire, in the documented shape. */
  example: (hire: ExampleHire) => ExampleWebhook;
  /** What the API answers, in the documented shape; absent without an API, and where a sandbox of its own does so. */
  apiExample?: ApiExample;
}

export interface ApiExample {
  /** By the names of the calls; `employee` is the first. */
  calls: Record<string, (hire: ExampleHire) => unknown>;
  list?: (hires: readonly ExampleHire[]) => unknown;
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

/** For files of everybody, and requests that may be of any change: who started over a year ago is no hire. */
export const recentlyStarted = { startedAtMostDaysAgo: 365 };

export function jsonExample(body: unknown, headers: Record<string, string> = {}): ExampleWebhook {
  return { contentType: 'application/json', body: JSON.stringify(body), headers };
}
