/** The text or number that an expression found. In a list, the first item that is not empty, blank or null. */
export function readScalar(found: unknown): string | number | boolean | undefined {
  if (Array.isArray(found)) return found.map(readScalar).find((one) => one !== undefined);
  if (typeof found === 'string') return found.trim() === '' ? undefined : found;
  return typeof found === 'number' || typeof found === 'boolean' ? found : undefined;
}
