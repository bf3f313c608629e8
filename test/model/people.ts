import type { Change, History, Person, Twist } from './history.ts';

/** What is true of the people of a history, at which time in seconds. */

const dayMs = 24 * 60 * 60 * 1000;
const firstEmployeeId = 100;

export function emailOf(index: number): string {
  return `person${index}@acme.example`;
}

/** Nobody in OneLogin has it. */
export function wrongEmailOf(index: number): string {
  return `perosn${index}@acme.example`;
}

/** Of the person who gets the employee id after this one. */
export function successorEmailOf(index: number): string {
  return `successor${index}@acme.example`;
}

export function hiresOf({ sources }: Person, index: number): string[] {
  return sources.map((source) => `${source}//${firstEmployeeId + index}`);
}

export function employeeIdOf(index: number): string {
  return String(firstEmployeeId + index);
}

/** What an HR system knows of a person. */
export interface Facts {
  workEmail: string;
  personalEmail: string | undefined;
  /** In days from the beginning of the history. */
  startsOn: number | undefined;
  timeZone?: string | undefined;
}

export function findTwist<Kind extends Twist['kind']>(
  person: Person,
  kind: Kind,
): Extract<Twist, { kind: Kind }> | undefined {
  return twistsOf(person).find((twist): twist is Extract<Twist, { kind: Kind }> => twist.kind === kind);
}

/** Those that can be: the others are left out. */
function twistsOf(person: Person): readonly Twist[] {
  const isRemovable = !isUnannounced(person);
  // Without dates, a creation never comes after a change.
  const isInOrder =
    person.datesEvents ||
    (person.changes.length === 0 && !person.twists.some((twist) => isChange(twist, person)));
  const isPossible: Record<Twist['kind'], boolean> = {
    corrected: person.hasPersonalEmail,
    'hired-again': isRemovable && isInOrder && !isChanging(person),
    'hired-later':
      isRemovable &&
      isInOrder &&
      !isChanging(person) &&
      !person.twists.some(({ kind }) => kind === 'hired-again'),
    succeeded:
      isRemovable && isInOrder && !isChanging(person) && (person.recordHasFields || !isAsked(person)),
    'left-one': person.sources.length === 2,
    'invited-by-hand': true,
    'signs-in': true,
  };
  return person.twists.filter(({ kind }) => isPossible[kind]);
}

function isChange(twist: Twist, person: Person): boolean {
  return twist.kind === 'corrected' && (twist.by === 'updated' || isAsked(person) || isChanging(person));
}

/** What was true at a time, whoever says it and whenever it arrives. */
export function factsAt(person: Person, index: number, second: number): Facts {
  const isSucceeded = (findTwist(person, 'succeeded')?.at ?? Number.POSITIVE_INFINITY) <= second;
  const isCorrected = (findTwist(person, 'corrected')?.at ?? Number.POSITIVE_INFINITY) <= second;
  const workEmail = isSucceeded ? successorEmailOf(index) : emailOf(index);
  const personal = `${isSucceeded ? 'successor' : 'person'}${index}`;
  return {
    workEmail,
    personalEmail: person.hasPersonalEmail
      ? `${personal}@${isCorrected ? 'right' : 'first'}.example`
      : undefined,
    startsOn: startAt(person, second),
    timeZone: person.timeZone,
  };
}

function startAt(person: Person, second: number): number | undefined {
  const again = [findTwist(person, 'hired-again'), findTwist(person, 'hired-later')].find(
    (twist) => twist !== undefined && twist.at <= second,
  );
  if (again !== undefined) return again.startsOn;
  const moved = changesOf(person)
    .filter((change): change is Change & { to: number } => change.to !== 'removed' && change.saidAt <= second)
    .toSorted((a, b) => a.saidAt - b.saidAt);
  return moved.at(-1)?.to ?? person.startsOn;
}

/** Where only changes carry the address, there is one, after the creation. Whom nobody announced is not taken back. */
export function changesOf(person: Person): readonly Change[] {
  if (isUnannounced(person)) return person.changes.filter(({ to }) => to !== 'removed');
  if (isChanging(person)) {
    const changes = person.changes
      .filter(({ to }) => person.datesEvents || to !== 'removed')
      .map((change) => ({ ...change, saidAt: Math.max(5, change.saidAt) }));
    const bringsAddress = changes.some(({ to }) => to !== 'removed');
    return bringsAddress ? changes : [...changes, { at: 700, saidAt: 5, to: person.startsOn ?? 0 }];
  }
  // What such a system dates before the creation, it has forgotten.
  if (isAsked(person))
    return person.changes.map((change) => ({ ...change, saidAt: Math.max(5, change.saidAt) }));
  return person.changes;
}

export function isChanging({ sources: [source] }: Person): boolean {
  return source === 'changing-hr';
}

export function isAsked({ sources: [source] }: Person): boolean {
  return source === 'asked-hr';
}

export function isUnannounced(person: Person): boolean {
  return person.isUnannounced && isAsked(person);
}

export function toDate({ begins }: Pick<History, 'begins'>, days: number): string {
  return new Date(Date.parse(begins) + days * dayMs).toISOString().slice(0, 10);
}
