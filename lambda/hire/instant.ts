/**
 * A moment in ISO 8601 with its offset, which may be `+0000`, in milliseconds since 1970. A day that does not exist is no
 * moment: `Date` would read 30 February as 2 March.
 */
export function readInstant(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const pattern = /^((\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:Z|([+-]\d\d):?(\d\d))$/;
  const [, time, day = '', hours = '+00', minutes = '00'] = pattern.exec(value.trim()) ?? [];
  const date = new Date(`${time}${hours}:${minutes}`);
  return time !== undefined && isDay(day) && !Number.isNaN(date.getTime()) ? date.getTime() : undefined;
}

/** Whether a day such as `2026-03-02` exists. */
export function isDay(written: string): boolean {
  const date = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written);
}
