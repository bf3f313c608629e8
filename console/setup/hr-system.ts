import { isDeepStrictEqual } from 'node:util';
import { nearest } from '../../config/nearest.ts';
import { presets } from '../../config/presets/index.ts';
import { isJsonObject } from '../../lambda/hire/record.ts';
import { WrongArguments } from '../command.ts';
import { isOfSample, type Json } from './sample.ts';
import type { Setup } from './setup.ts';

/** An HR system that can be chosen: one that is configured already, or a preset. */
export interface System {
  /** Its key. */
  source: string;
  type: string;
  title: string;
}

export const systemFlag = 'hr-system';

export const systemQuestion = 'Which HR system announces your hires?';

/**
 * The one that the flag names, or the person.
 * @returns undefined if nobody says which.
 * @throws WrongArguments if the flag names none.
 */
export async function chooseSystem(
  json: Json,
  { answers, asker }: Pick<Setup, 'answers' | 'asker'>,
): Promise<System | undefined> {
  const configured = sourcesOf(json);
  const known = new Set(configured.flatMap(({ source, type }) => [source, type]));
  const others = Object.entries(presets)
    .filter(([type]) => !known.has(type))
    .map(([type, { title }]) => ({ source: type, type, title }));
  const all = [...configured, ...others];
  const named = answers[systemFlag];
  if (named !== undefined) return readSystem(named, all);
  const [first] = configured;
  if (asker === undefined) return first;
  const chosen = await asker.choose({
    message: systemQuestion,
    options: all.map(({ source, title }) => ({ value: source, label: title })),
    initial: first?.source,
  });
  return all.find(({ source }) => source === chosen);
}

/** @throws WrongArguments, with the types that begin so or are spelt alike, and all others. */
function readSystem(word: string, all: readonly System[]): System {
  const found = all.find(({ type }) => type === word) ?? all.find(({ source }) => source === word);
  if (found !== undefined) return found;
  const types = [...new Set(all.flatMap(({ type, source }) => [type, source]))];
  const close = nearest(word, types);
  const begun = types.filter((type) => word !== '' && type.startsWith(word.toLowerCase()));
  const meant = begun.length > 0 ? begun : close === undefined ? [] : [close];
  const hint = meant.length === 0 ? '' : ` Did you mean ${meant.map((type) => `"${type}"`).join(' or ')}?`;
  throw new WrongArguments(
    `--${systemFlag}: "${word}" is not known.${hint} Allowed: ${types.toSorted().join(', ')}.`,
  );
}

function sourcesOf(json: Json): System[] {
  return Object.entries(settingsOf(json)).map(([source, settings]) => {
    const type = isJsonObject(settings) ? String(settings['type']) : 'generic';
    return { source, type, title: `${presets[type]?.title ?? type} (${source}, as configured)` };
  });
}

function settingsOf({ sources }: Json): Json {
  return isJsonObject(sources) ? sources : {};
}

/**
 * The chosen system takes the place of the sample's.
 * @returns the others too, which stay beside it; and whether it has not been live yet.
 */
export function withSource(
  json: Json,
  { source, type }: System,
): { json: Json; isNew: boolean; others: string[] } {
  const all = settingsOf(json);
  const own = Object.entries(all).filter(([key, settings]) => key === source || !isOfSample(key, settings));
  const isThere = Object.hasOwn(all, source);
  const sources = { ...Object.fromEntries(own), ...(isThere ? {} : { [source]: { type } }) };
  return {
    json: isDeepStrictEqual(sources, all) ? json : { ...json, sources },
    isNew: !isThere || isOfSample(source, all[source]),
    others: own.map(([key]) => key).filter((key) => key !== source),
  };
}
