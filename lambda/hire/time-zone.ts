import { isPlaceholder } from './placeholder.ts';

/** Where a hire's days begin: by what the HR system says of the hire, or else by the settings. */

/** An IANA name such as `Europe/Berlin`, or a mark that what stands there is neither that nor a known place. */
export type TimeZone = string;
export const unknownZone: TimeZone = 'unknown';

export interface ZoneSettings {
  timeZone: TimeZone;
  /** By place. */
  timeZones: Readonly<Record<string, TimeZone>>;
}

/** The zones of somebody who has set none. */
export const inUtc: ZoneSettings = { timeZone: 'UTC', timeZones: {} };

/**
 * The time zone that a field names: a place of `invite.timeZones`, or a name of the IANA database. A name without a `/`
 * counts only as a place, or as UTC: the database has some, but HR systems mean another thing by them. Its `EST` has no
 * summer time. An empty field, or a placeholder such as `N/A`, is undefined; anything else is `unknownZone`.
 */
export function readTimeZone(
  value: unknown,
  timeZones: ZoneSettings['timeZones'] = inUtc.timeZones,
): TimeZone | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return unknownZone;
  const place = toPlace(`${value}`);
  const mapped = placesOf(timeZones).get(place);
  if (mapped !== undefined) return mapped;
  if (place === '' || isPlaceholder(place)) return undefined;
  const name = clean(`${value}`);
  return place === 'utc' || (name.includes('/') && isZoneName(name)) ? name : unknownZone;
}

/** The zones by place, made once for each setting, so that each reading is one look-up. */
const places = new WeakMap<ZoneSettings['timeZones'], ReadonlyMap<string, TimeZone>>();

function placesOf(timeZones: ZoneSettings['timeZones']): ReadonlyMap<string, TimeZone> {
  const known =
    places.get(timeZones) ?? new Map(Object.entries(timeZones).map(([name, zone]) => [toPlace(name), zone]));
  places.set(timeZones, known);
  return known;
}

/** A place's name for comparison: case does not matter, nor do spaces around it, or several in a row. */
export function toPlace(name: string): string {
  return clean(name).toLowerCase();
}

function clean(text: string): string {
  return text
    .normalize()
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Only by name: an offset such as `+02:00` knows nothing about summer time. */
export function isZoneName(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return name === 'UTC' || new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** The zone in which a hire's days begin. */
export function zoneOf(
  { timeZone }: { timeZone?: TimeZone | undefined },
  settings: Pick<ZoneSettings, 'timeZone'>,
): TimeZone {
  return timeZone === undefined || timeZone === unknownZone ? settings.timeZone : timeZone;
}
