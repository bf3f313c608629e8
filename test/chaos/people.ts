import { dateIn } from '../../lambda/hire/moment.ts';
import type { StartDate } from '../../lambda/hire/start-date.ts';
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
 * What happens outside, in this order. The first webhooks are posted between `start` and `posted`. `moved` is when the
 * clock has been moved for the first time: most are mailed by then, and some change. `again` is more than a day later.
 */
export const stages = ['start', 'posted', 'moved', 'again'] as const;
export type Stage = (typeof stages)[number];

/** What somebody must mend in OneLogin. */
export type Trouble = 'suspended' | 'locked' | 'rejected' | 'twice';

export interface Person {
  workEmail: string;
  personalEmail: string;
  /** The HR system has another personal address, which is not theirs, until it is corrected at this stage. */
  wrongEmail?: { address: string; until: 'posted' | 'moved' };
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
  /** The HR system takes the hire back, before the start or, at `moved`, when the person may have been mailed. */
  isRemoved: boolean;
  leaves?: { isHiredAgain: boolean };
  /** No webhook comes: only the sweep can find the person. */
  isUnannounced: boolean;
  /**
   * When the account is activated: before any mail, when the clock is moved after the mail, when somebody was told that
   * it had not been, or never.
   */
  activates: 'before' | 'soon' | 'told' | 'never';
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

/** What becomes of some of the others. */
const laterNews: Shares<'corrected' | 'corrected later' | 'leaves' | 'is hired again'> = [
  [0.05, 'corrected'],
  [0.06, 'corrected later'],
  [0.04, 'leaves'],
  [0.04, 'is hired again'],
];
const activations: Shares<Person['activates']> = [
  [0.02, 'before'],
  [0.1, 'told'],
  [0.06, 'never'],
  [1, 'soon'],
];

const longPast: StartDate = '2026-01-15';
/** In days from now: so far ahead that all webhooks are posted before. */
const starts: Shares<number> = [
  [0.15, 1],
  [0.1, 2],
];
/** What becomes of some of those who start later. */
const changes: Shares<number | 'removed'> = [
  [0.15, 1],
  [0.15, 2],
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
  const isUnannounced = canBeSwept && chance('unannounced', number) < 0.4;
  const mayChange = named.length === 1 && change === undefined && !isUnannounced;
  const news = mayChange ? choose(laterNews, chance('news', number)) : undefined;
  // BambooHR shows a correction before it says so; home-made senders only say so.
  const isLate = news === 'corrected later' || isOfBambooHr;
  const activates = choose(activations, chance('activates', number)) ?? 'soon';
  const isPlain =
    trouble === undefined && notReady === undefined && news === undefined && change === undefined;
  return {
    workEmail: `person${number}@acme.example`,
    personalEmail: `me${number}@home.example`,
    ...((news === 'corrected' || news === 'corrected later') && {
      wrongEmail: { address: `me${number}@hmoe.example`, until: isLate ? 'moved' : 'posted' },
    }),
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
    ...((news === 'leaves' || news === 'is hired again') && {
      leaves: { isHiredAgain: news === 'is hired again' },
    }),
    isUnannounced,
    activates: activates === 'before' && !isPlain ? 'soon' : activates,
  };
}

/** The kinds of webhooks, in the order in which the HR system says them. */
const saidAt = {
  created: '2026-01-05T08:00:00Z',
  updated: '2026-01-05T09:00:00Z',
  removed: '2026-01-05T10:00:00Z',
  'created again': '2026-01-05T11:00:00Z',
};

/**
 * The bodies of the webhooks by which a source says, before this stage is entered or when it is, that this person was
 * hired, and what has changed. BambooHR says nothing of a start that is moved: it is found when the employee is read
 * again, or by the sweep.
 */
export function toWebhooks({ source, employeeId }: Hire, person: Person, stage: Stage): string[] {
  const { workEmail, personalEmail, wrongEmail, name, startDates, isRemoved, leaves } = person;
  const isOfBambooHr = sources[source].type === 'bamboohr';
  const types = {
    created: 'employee.created',
    updated: 'employee.updated',
    removed: isOfBambooHr ? 'employee.deleted' : 'employee.removed',
    'created again': 'employee.created',
  };
  const first = { personalEmail: wrongEmail?.address ?? personalEmail, startDate: startDates.first };
  const last = { personalEmail, startDate: startDates.last };
  function toWebhook(kind: keyof typeof saidAt): string {
    const said = kind === 'created' ? first : last;
    const data = isOfBambooHr ? { companyId: '12345', employeeId } : { employeeId, workEmail, name, ...said };
    return JSON.stringify({ type: types[kind], timestamp: saidAt[kind], data });
  }

  if (person.isUnannounced) return [];
  if (stage === 'posted') {
    const isMoved = startDates.first !== startDates.last && !isOfBambooHr;
    const isUpdated = isMoved || wrongEmail?.until === stage;
    return [
      toWebhook('created'),
      ...(isRemoved ? [toWebhook('removed')] : []),
      ...(isUpdated ? [toWebhook('updated')] : []),
    ];
  }
  // With what has changed, the creation comes once more, late.
  if (stage === 'moved' && wrongEmail?.until === stage) return [toWebhook('updated'), toWebhook('created')];
  if (stage === 'moved' && leaves !== undefined) return [toWebhook('removed'), toWebhook('created')];
  return stage === 'again' && leaves?.isHiredAgain === true ? [toWebhook('created again')] : [];
}
