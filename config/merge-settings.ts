import { hireEvents, normalizeEventType } from '../lambda/hire/hr-event.ts';
import { isJsonObject } from '../lambda/hire/record.ts';

/**
 * Applies a source's settings to its preset as a JSON Merge Patch (RFC 7396): objects are merged, `null` removes,
 * anything else replaces. Two things are replaced instead of merged: an `authentication` of another `type`, because it
 * has different settings, and any text in `event` to which the source gives another meaning than the preset does.
 */
export function mergeSettings(preset: unknown, said: unknown): unknown {
  const event = isJsonObject(preset) && isJsonObject(said) && withoutMoved(preset['event'], said['event']);
  return merge(event ? { ...preset, event } : preset, said);
}

function merge(preset: unknown, said: unknown, name = ''): unknown {
  if (!isJsonObject(said)) return said;
  const isOther = name === 'authentication' && isJsonObject(preset) && said['type'] !== preset['type'];
  const merged = new Map(Object.entries(isJsonObject(preset) && !isOther ? preset : {}));
  for (const [key, value] of Object.entries(said)) {
    if (value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value, key));
  }
  return Object.fromEntries(merged);
}

/** A preset's `event` without the texts that the source lists itself, under whichever event. */
function withoutMoved(preset: unknown, said: unknown): object | undefined {
  if (!isJsonObject(preset) || !isJsonObject(said)) return undefined;
  const moved = new Set(hireEvents.flatMap((kind) => textsIn(said[kind])).map(normalizeEventType));
  const kept = hireEvents.map((kind) => [
    kind,
    textsIn(preset[kind]).filter((text) => !moved.has(normalizeEventType(text))),
  ]);
  return { ...preset, ...Object.fromEntries(kept) };
}

function textsIn(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((text) => typeof text === 'string') : [];
}
