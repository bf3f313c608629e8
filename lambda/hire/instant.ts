/** A moment in ISO 8601 with its offset, which may be `+0000`, in milliseconds since 1970. */
export function readInstant(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:Z|([+-]\d\d):?(\d\d))$/;
  const [, time, hours = '+00', minutes = '00'] = pattern.exec(value.trim()) ?? [];
  const date = new Date(`${time}${hours}:${minutes}`);
  return time !== undefined && !Number.isNaN(date.getTime()) ? date.getTime() : undefined;
}
