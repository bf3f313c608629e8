import { dateIn } from '../../lambda/hire/moment.ts';
import type { StartDate } from '../../lambda/hire/person.ts';
import { type Chance, choose, type Shares } from './chance.ts';

/** The sources of the run: two home-made senders that may name the same person, and BambooHR with its bare ids. */
export const sources = {
  'home-made': { type: 'standard-webhooks' },
  payroll: { type: 'standard-webhooks' },
  bamboohr: { type: 'bamboohr', company: 'acme' },
} as const;
export type SourceName = keyof typeof sources;

export interface Hire {
  /** The key of its row. */
  id: string;
  source: SourceName;
  employeeId: string;
}

/**
 * When something outside comes right by itself: it is right from the start, when all webhooks are posted, or when the
 * clock has been moved for the first time.
 */
export type Stage = 'start' | 'posted' | 'moved';

/** What somebody must mend in OneLogin. */
export type Trouble = 'suspended' | 'locked' | 'rejected' | 'twice';

export interface Person {
  workEmail: string;
  personalEmail: string;
  name: string;
  hires: readonly Hire[];
  /** When the directory has brought the person to OneLogin. */
  inOneLogin: Stage;
  /** Not approved or not licensed, until this stage. */
  unready?: { state: 0 | 3; until: Stage };
  trouble?: Trouble;
  /** When BambooHR shows the record, and when the work address is in it. */
  inHr: Stage;
  hasWorkEmail: Stage;
  /** The first day at work, as the HR system has it when it announces the hire, and soon after. */
  startDates: { first: StartDate; last: StartDate };
  /** The HR system takes the hire back. */
  isRemoved: boolean;
  /** No webhook comes: only the sweep can find the person. */
  isUnannounced: boolean;
  /** Whether the account is activated when the clock is moved for the first time, if the invite is there by then. */
  activates: boolean;
}

/** Everybody's first name begins so: a log line with it has said somebody's name. */
export const namePart = 'Wilhelmina';

const sourcesOfPerson: Shares<readonly SourceName[]> = [
  [0.2, ['bamboohr']],
  [0.05, ['home-made', 'payroll']],
  [1, ['home-made']],
];
const troubles: Shares<Trouble> = [
  [0.007, 'suspended'],
  [0.007, 'locked'],
  [0.007, 'rejected'],
  [0.007, 'twice'],
];
const unready: Shares<NonNullable<Person['unready']>> = [
  [0.01, { state: 0, until: 'posted' }],
  [0.01, { state: 3, until: 'moved' }],
];
const arrivals: Shares<Stage> = [
  [0.04, 'posted'],
  [0.03, 'moved'],
];
const inHr: Shares<Stage> = [
  [0.1, 'posted'],
  [0.02, 'moved'],
];

const longPast: StartDate = '2026-01-15';
/** In days from now: so far ahead that all webhooks are posted before. */
const starts: Shares<number> = [
  [0.15, 2],
  [0.1, 3],
];
/** What becomes of some of those who start later. */
const changes: Shares<number | 'removed'> = [
  [0.15, 2],
  [0.15, 3],
  [0.1, 'removed'],
];

/**
 * So many hires of different persons, as the seed has them; a person whom two sources name is two hires.
 * @param nowMs from when the days until the start count, in milliseconds since 1970.
 */
export function createPeople(hires: number, chance: Chance, nowMs: number): Person[] {
  const people: Person[] = [];
  for (let left = hires; left > 0; ) {
    const person = createPerson(people.length + 1, left, chance, nowMs);
    people.push(person);
    left -= person.hires.length;
  }
  return people;
}

function createPerson(number: number, mostHires: number, chance: Chance, nowMs: number): Person {
  const employeeId = `id-${number}`;
  const named = (choose(sourcesOfPerson, chance('sources', number)) ?? []).slice(0, mostHires);
  const trouble = choose(troubles, chance('trouble', number));
  const notReady = trouble === undefined ? choose(unready, chance('unready', number)) : undefined;
  const stage = (what: string, shares: Shares<Stage>) => choose(shares, chance(what, number)) ?? 'start';
  const startsIn = choose(starts, chance('start', number));
  const change = startsIn === undefined ? undefined : choose(changes, chance('change', number));
  const toDate = (days: number | undefined) => (days === undefined ? longPast : dateIn('UTC', nowMs, days));
  const isOfBambooHr = named.every((source) => sources[source].type === 'bamboohr');
  const canBeSwept = isOfBambooHr && startsIn !== undefined && change !== 'removed';
  return {
    workEmail: `person${number}@acme.example`,
    personalEmail: `me${number}@home.example`,
    name: `${namePart} Number${number}`,
    hires: named.map((source) => ({ id: `${source}//${employeeId}`, source, employeeId })),
    inOneLogin: trouble === undefined && notReady === undefined ? stage('arrival', arrivals) : 'start',
    ...(notReady && { unready: notReady }),
    ...(trouble && { trouble }),
    inHr: stage('in-hr', inHr),
    hasWorkEmail: stage('work-email', inHr),
    startDates: {
      first: toDate(startsIn),
      last: toDate(change === 'removed' ? startsIn : (change ?? startsIn)),
    },
    isRemoved: change === 'removed',
    isUnannounced: canBeSwept && chance('unannounced', number) < 0.4,
    activates: chance('activates', number) < 0.8,
  };
}

/**
 * The bodies of the webhooks by which a source says that this person was hired, and what has changed. BambooHR says
 * nothing of a start that is moved: it is found when the employee is read again, or by the sweep.
 */
export function toWebhooks({ source, employeeId }: Hire, person: Person): string[] {
  const { workEmail, personalEmail, name, startDates, isRemoved, isUnannounced } = person;
  const isOfBambooHr = sources[source].type === 'bamboohr';
  function toWebhook(type: string, timestamp: string, startDate: StartDate): string {
    const data = isOfBambooHr
      ? { companyId: '12345', employeeId }
      : { employeeId, workEmail, personalEmail, name, startDate };
    return JSON.stringify({ type, timestamp, data });
  }

  if (isUnannounced) return [];
  const created = toWebhook('employee.created', '2026-01-05T08:00:00Z', startDates.first);
  const removed = isOfBambooHr ? 'employee.deleted' : 'employee.removed';
  const isChanged = startDates.first !== startDates.last && !isOfBambooHr;
  if (!isRemoved && !isChanged) return [created];
  return [
    created,
    toWebhook(isRemoved ? removed : 'employee.updated', '2026-01-05T09:00:00Z', startDates.last),
  ];
}
