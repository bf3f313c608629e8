import { isJsonObject } from '../../shared/hire.ts';

/**
 * What a source says, laid over its preset as a JSON Merge Patch (RFC 7396): objects are merged, `null` takes away,
 * anything else replaces. An object of another `type` replaces too: its settings are others.
 */
export function mergeSettings(preset: unknown, said: unknown): unknown {
  if (!isJsonObject(said)) return said;
  const isOther = isJsonObject(preset) && 'type' in said && said['type'] !== preset['type'];
  const base = isJsonObject(preset) && !isOther ? preset : {};
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(said)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergeSettings(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}
