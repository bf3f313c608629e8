import { Temporal } from 'temporal-polyfill';
import type { Configuration } from '../../config/configuration.ts';
import { type Notice, nameUser, placeInRunbook } from '../aws/notices.ts';
import { explainNeed } from '../hire/explain-need.ts';
import { readHireKey, showHire } from '../hire/hire-key.ts';
import type { Need } from '../hire/needs-hand.ts';
import type { Pause } from '../hire/pause.ts';
import { explainFault } from '../hire/set-up-faults.ts';
import { zoneOf } from '../hire/time-zone.ts';
import type { ToldFault } from './read-faults.ts';

/**
 * What a person reads about the hires that need a hand, and about the set-up. No name and no address: ids, codes and the
 * texts of the tables.
 */

/** Where a person goes from the notice. */
export interface Places {
  /** The page of the dead-letter queue in the AWS console. */
  deadLetterQueue: string;
  /** The runbook: an address, or a file. */
  runbook: string;
}

export interface Told {
  needs: readonly Need[];
  /** What is wrong with the set-up. */
  faults: readonly ToldFault[];
  /** Whether these are all that are open, and not only those that are new. */
  isDailyList: boolean;
  /** How many other hires still need a hand, of which a person was told before. */
  stillOpen: number;
  /** The pause that stands, if everything is paused. */
  pause: Pause | undefined;
}

export interface NoticeSettings {
  configuration: Pick<Configuration, 'name' | 'invite' | 'retry' | 'alarms'>;
  places: Places;
  now: number;
}

/** A notice stays far below the 256 KB of SNS: one table of outcomes at most, and so many hires. */
const mostLines = 50;
const mostFaults = 20;

export function toNotice(told: Told, settings: NoticeSettings): Notice {
  const { configuration, places } = settings;
  const hires = new Set(told.needs.map(({ hire }) => hire)).size;
  const paused = told.pause === undefined ? [] : [sayPaused(told.pause, settings)];
  const isAnyParked = told.needs.some(({ kind }) => kind === 'parked');
  const where = [
    ...(isAnyParked ? [`The dead-letter queue, to replay: ${places.deadLetterQueue}`] : []),
    `How to go on: ${placeInRunbook('Notices', places.runbook)}`,
  ];
  const parts = [
    ...paused,
    ...sayFaults(told.faults, settings),
    ...sayHowMany(hires, told),
    ...sayGroups(told.needs, settings),
    where.join('\n'),
  ];
  return { subject: toSubject(hires, told, configuration), text: `${parts.join('\n\n')}\n` };
}

function toSubject(hires: number, { pause, faults }: Told, { name }: Pick<Configuration, 'name'>): string {
  const what = [
    ...(pause === undefined ? [] : ['everything is paused']),
    ...(hires === 0 ? [] : [needsAHand(hires)]),
    ...(faults.length === 0 ? [] : [sayFaultCount(faults.length)]),
  ].join(', ');
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} (${name})`;
}

function sayPaused({ pausedAt, pausedBecause, pausedReason }: Pause, settings: NoticeSettings): string {
  const since = `Everything is paused since ${sayTime(pausedAt, settings)}: hires wait, and no invite goes out.`;
  const why =
    pausedBecause === 'OPERATOR'
      ? `An operator has paused it${pausedReason === undefined ? '' : `: "${pausedReason}"`}.`
      : 'More first mails than invite.maxFirstMailsPerDay were about to go out in one day.';
  const onward = `How to go on: npm run hires -- resume, see ${placeInRunbook('Paused', settings.places.runbook)}`;
  return [`${since} ${why}`, onward].join('\n');
}

function sayFaultCount(faults: number): string {
  return faults === 1 ? '1 set-up fault' : `${faults} set-up faults`;
}

/** At most so many: there may be fifty sources, and one cause may break them all. */
function sayFaults(faults: readonly ToldFault[], settings: NoticeSettings): string[] {
  if (faults.length === 0) return [];
  const { name } = settings.configuration;
  const said = faults.slice(0, mostFaults).map(({ subject, code, since }) => {
    const { meaning, whatToDo } = explainFault(code, { subject, name });
    const begin = since === undefined ? '' : `, since ${sayTime(since, settings)}`;
    return [`${code}\n  ${subject}${begin}`, meaning, `What to do: ${whatToDo}`].join('\n');
  });
  const more = faults.length - said.length;
  const onward = `${more === 0 ? '' : `And ${more} more. `}To look again, and for details: npm run doctor`;
  return [`${sayFaultCount(faults.length)}, found by the last check.`, ...said, onward];
}

function sayHowMany(hires: number, { isDailyList, stillOpen }: Told): string[] {
  if (hires === 0) return [];
  if (isDailyList) return [`${needsAHand(hires)}. This is the list of all, as it comes once a day.`];
  const others = stillOpen === 0 ? [] : [`You were told of ${stillOpen} more before, and they still do.`];
  return [[`${needsAHand(hires)} since the last notice.`, ...others].join(' ')];
}

function needsAHand(hires: number): string {
  return hires === 1 ? '1 hire needs a hand' : `${hires} hires need a hand`;
}

const kinds: readonly Need['kind'][] = [
  'parked',
  'not-activated',
  'waiting',
  'asleep',
  'earlier-user',
  'zone',
  'row',
];

/** One part for each code: the hires, what the code means and what to do. The codes with the most urgent kind first. */
function sayGroups(needs: readonly Need[], settings: NoticeSettings): string[] {
  const groups = new Map<string, Need[]>();
  for (const kind of kinds)
    for (const need of needs.filter((one) => one.kind === kind)) {
      const key = `${kind} ${need.code}`;
      groups.set(key, [...(groups.get(key) ?? []), need]);
    }
  let linesLeft = mostLines;
  return [...groups.values()].map((group) => {
    const ordered = group.toSorted(
      (one, other) =>
        daysToStart(one, settings) - daysToStart(other, settings) || sinceOf(one) - sinceOf(other),
    );
    const shown = ordered.slice(0, linesLeft);
    linesLeft -= shown.length;
    const more = group.length - shown.length;
    return [
      sayCode(group[0], settings),
      ...shown.map((need) => sayHire(need, settings)),
      ...(more === 0 ? [] : [`  and ${more} more`]),
      ...sayMeaning(group[0], settings),
    ].join('\n');
  });
}

function sinceOf({ since = 0 }: Need): number {
  return since;
}

function sayCode(need: Need | undefined, { configuration }: NoticeSettings): string {
  const states: Partial<Record<Need['kind'], string>> = {
    parked: ' (parked)',
    'not-activated': ' (not activated)',
    waiting: ` (waiting for ${configuration.alarms.waitingHours} hours or more)`,
  };
  return need === undefined ? '' : `${need.code}${states[need.kind] ?? ''}`;
}

/** SQS keeps a message for so long, and deletes it then. */
const messageLivesMs = 14 * 24 * 60 * 60 * 1000;

function sayHire(need: Need, settings: NoticeSettings): string {
  const { hire, kind, since, userId } = need;
  const days = daysToStart(need, settings);
  const facts = [
    nameHire(hire),
    ...(userId === undefined ? [] : [nameUser(userId)]),
    ...(since === undefined ? [] : [`since ${sayTime(since, settings)}`]),
    ...(days === 0 ? ['starts today'] : []),
    ...(days === 1 ? ['starts tomorrow'] : []),
    ...(kind === 'parked' && sinceOf(need) + messageLivesMs < settings.now
      ? ['SQS has deleted its message: have the HR system send the hire again']
      : []),
  ];
  return `  ${facts.join(', ')}`;
}

const plainId = '(?=[\\w-]*\\d)[\\w-]{1,64}';
const ourKey = new RegExp(
  `^[a-z][a-z0-9-]{0,39}/(?:${plainId}|sha256:[0-9a-f]+)?/(?:${plainId}|(?:sha256:|record-)[0-9a-f]+)$`,
);

/** Somebody may have edited a row's key, so it is shown only if it looks like one of ours. */
function nameHire(key: string): string {
  if (!ourKey.test(key)) return 'a row whose key is no hire’s';
  const shown = showHire(key);
  const employee = readHireKey(shown);
  if (employee === undefined) return shown;
  const { source, tenant, employeeId } = employee;
  return `${source} ${employeeId}${tenant === undefined ? '' : ` of ${tenant}`}`;
}

function sayMeaning(need: Need | undefined, { configuration }: NoticeSettings): string[] {
  if (need === undefined) return [];
  const { meaning, whatToDo } = explainNeed(need, configuration);
  return [meaning, `What to do: ${whatToDo}`];
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Such as `Fri 6 Nov 16:40`, in the time zone of the invites; with the year if it is another one. */
function sayTime(ms: number, { configuration, now }: NoticeSettings): string {
  const { timeZone } = configuration.invite;
  const time = inZone(ms, timeZone);
  const year = time.year === inZone(now, timeZone).year ? '' : ` ${time.year}`;
  const clock = time.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${weekdays[time.dayOfWeek - 1]} ${time.day} ${months[time.month - 1]}${year} ${clock}`;
}

/**
 * In how many days the person starts, where the person is. Infinity if that is not known, or if the start is neither
 * today nor tomorrow.
 */
function daysToStart(need: Need, { configuration, now }: NoticeSettings): number {
  const start = startOf(need, configuration.invite);
  if (start === undefined) return Number.POSITIVE_INFINITY;
  const timeZone = zoneOf(need, configuration.invite);
  const { days } = inZone(now, timeZone).toPlainDate().until(start);
  return days === 0 || days === 1 ? days : Number.POSITIVE_INFINITY;
}

/**
 * Rows of earlier versions have only the moment of the invite: one that was moved off a weekend makes it wrong by two
 * days at most.
 */
function startOf(
  { startDate, notBefore }: Need,
  { timeZone, daysBeforeStart }: Configuration['invite'],
): Temporal.PlainDate | undefined {
  if (startDate !== undefined) return Temporal.PlainDate.from(startDate);
  return notBefore === undefined
    ? undefined
    : inZone(notBefore, timeZone).toPlainDate().add({ days: daysBeforeStart });
}

function inZone(ms: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
}
