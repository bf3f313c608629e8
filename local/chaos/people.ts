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

/** So many hires of different persons, as the seed has them; a person whom two sources name is two hires. */
export function createPeople(hires: number, chance: Chance): Person[] {
  const people: Person[] = [];
  for (let left = hires; left > 0; ) {
    const person = createPerson(people.length + 1, left, chance);
    people.push(person);
    left -= person.hires.length;
  }
  return people;
}

function createPerson(number: number, mostHires: number, chance: Chance): Person {
  const employeeId = `id-${number}`;
  const named = (choose(sourcesOfPerson, chance('sources', number)) ?? []).slice(0, mostHires);
  const trouble = choose(troubles, chance('trouble', number));
  const notReady = trouble === undefined ? choose(unready, chance('unready', number)) : undefined;
  const stage = (what: string, shares: Shares<Stage>) => choose(shares, chance(what, number)) ?? 'start';
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
  };
}

/** The body of the webhook by which a source says that this person was hired. */
export function toWebhook({ source, employeeId }: Hire, person: Person): string {
  const { workEmail, personalEmail, name } = person;
  const data =
    sources[source].type === 'bamboohr'
      ? { companyId: '12345', employeeId }
      : { employeeId, workEmail, personalEmail, name };
  return JSON.stringify({ type: 'employee.created', data });
}
