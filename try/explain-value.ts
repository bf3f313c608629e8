import { type Source, startDateFormats } from '../config/source.ts';
import { readAddress } from '../lambda/hire/email.ts';
import { readId } from '../lambda/hire/person.ts';
import { isPlaceholder } from '../lambda/hire/placeholder.ts';
import { readMoment, readStartDate, unreadableDate } from '../lambda/hire/start-date.ts';
import { readTimeZone, type ZoneSettings } from '../lambda/hire/time-zone.ts';
import { note } from './marks.ts';

/** Says of a value that was found why it is not used, and what would help. */

export function whyNoAddress(found: unknown): string {
  if (isNested(found)) return 'it is no text, and nobody can say which part of it is the address';
  if (readAddress(found) === undefined) return 'it stands for no address';
  const several = String(found).split('@').length > 2;
  return several ? 'it is not certain which address is meant' : 'it is not an address';
}

/** @param isAskedFor whether the id becomes part of a path. */
export function whyNoId(found: unknown, isAskedFor: boolean): string {
  if (isNested(found) || typeof found === 'boolean') return 'an id is a text or a number';
  if (typeof found === 'number')
    return 'such a number may have lost digits on its way: have it sent as a text, in quotes';
  if (isAskedFor) return 'it stands for no id, or cannot be part of a path, so the API cannot be asked';
  return 'it stands for no id';
}

export function whyNoExternalId(found: unknown): string {
  if (typeof found === 'string' && readId(found) !== undefined && !isPlaceholder(found.trim()))
    return 'it is too long, or has a character that OneLogin’s filter takes for something else: *, or ! in front';
  return whyNoId(found, false);
}

export function whyNoDate(found: unknown): string {
  if (readStartDate(found) === undefined) return 'it stands for no date';
  if (isNested(found)) return 'it is no text, and nobody can say which part of it is the date';
  return '';
}

/** What happens to a hire whose time zone cannot be used. */
export function whyNoZone({ timeZone, timeZones }: ZoneSettings): (found: unknown) => string {
  return (found) => {
    const usual = `the invite goes by "invite.timeZone" (${timeZone})`;
    if (isNested(found))
      return `it is no text, and nobody can say which part of it is the time zone; ${usual}`;
    if (readTimeZone(found, timeZones) === undefined) return `it stands for no time zone; ${usual}`;
    return `it is neither an IANA name nor a place in "invite.timeZones"; ${usual}, and a person is told (TIME_ZONE_UNKNOWN)`;
  };
}

function isNested(found: unknown): boolean {
  return typeof found === 'object' && found !== null;
}

const inZone = ['instant', 'instant-utc'] as const;
const inUtc = ['instant-utc', 'instant'] as const;
/** Midnight as it is written, whatever the offset. */
const midnight = /[T ]00:00(?::00(?:\.0+)?)?(?![\d:.])/i;

type Placing = Pick<Source, 'startDateFormat'> & { timeZone: string };

/** Which formats fit a start date better than the source's, each with the day that it reads. */
export function hintAtFormat(found: unknown, { startDateFormat, timeZone }: Placing): string[] {
  const read = (format: Source['startDateFormat']) => {
    const date = readStartDate(found, format, timeZone);
    return date === undefined || date === unreadableDate ? undefined : date;
  };
  if (readStartDate(found, startDateFormat, timeZone) === undefined) return [];
  const own = read(startDateFormat);
  const day = read('instant');
  const moment =
    typeof found === 'string' || typeof found === 'number' ? readMoment(`${found}`.trim()) : undefined;
  const isMidnight = moment !== undefined && moment % (24 * 60 * 60 * 1000) === 0;
  if (own === undefined) {
    const [likely, unlikely] = isMidnight && day !== read('instant-utc') ? inUtc : inZone;
    const fitting = [likely, ...startDateFormats.filter((one) => one !== likely)].flatMap((format) => {
      const date =
        format === unlikely || (format === likely && moment === undefined) ? undefined : read(format);
      return date === undefined
        ? []
        : [`set "startDateFormat": ${JSON.stringify(format)}, which reads ${date}`];
    });
    const none = 'no "startDateFormat" reads it as a day on which somebody may start';
    return [note(fitting.length === 0 ? none : fitting.join(', or '))];
  }
  if (day === undefined || moment === undefined) return [];
  if (startDateFormat === 'instant' && isMidnight && day !== read('instant-utc'))
    return [
      note('it is midnight in UTC: if the HR system writes days so, set "startDateFormat": "instant-utc"'),
    ];
  const isLate =
    startDateFormat !== 'instant-utc' && !isMidnight && !midnight.test(`${found}`) && own !== day;
  return isLate
    ? [
        note(
          `its time is ignored. If it is a moment, it is ${day} in ${timeZone}: set "startDateFormat": "instant"`,
        ),
      ]
    : [];
}
