/**
 * The first text or number of what an expression found: itself, or of a list the first that is none of empty, blank
 * and null.
 */
export function readScalar(found: unknown): string | number | boolean | undefined {
  if (Array.isArray(found)) return found.map(readScalar).find((one) => one !== undefined);
  if (typeof found === 'string') return found.trim() === '' ? undefined : found;
  return typeof found === 'number' || typeof found === 'boolean' ? found : undefined;
}
