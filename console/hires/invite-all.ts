import { Acted, Previewed, type previewVerdicts } from '../../lambda/operate/answer.ts';
import { mostPreviewed } from '../../lambda/operate/request.ts';
import { askOperate } from '../ask-operate.ts';
import { type askPerson, requireTyped } from '../ask-person.ts';
import { NotDone, withProgress } from '../command.ts';
import type { Connection } from '../connection.ts';
import type { StackOptions } from './arguments.ts';
import { print } from './connect.ts';
import type { ListedPerson } from './read-people.ts';

type Verdict = (typeof previewVerdicts)[number];

interface Seen extends Pick<ListedPerson, 'line'> {
  verdict: Verdict;
  message: string;
  hire?: string | undefined;
}

/**
 * Says what would become of everybody, asks for the number, and then invites them one after another. A file can be given
 * again: who was invited by it is a hire by then.
 * @param ask gives what a person types; undefined if nobody sits there.
 * @returns whether everybody is invited, a hire, or active.
 * @throws NotDone if nobody says the number.
 */
export async function inviteAll(
  people: readonly ListedPerson[],
  connection: Connection,
  options: Pick<StackOptions, 'json'> & { yes: boolean },
  ask?: typeof askPerson,
): Promise<boolean> {
  const seen = await previewAll(people, connection);
  const chosen = people.filter((_, index) => isToBeInvited(seen[index]));
  console.error(sayPreview(seen));
  if (chosen.length > 0 && !options.yes) {
    const count = String(chosen.length);
    await requireTyped(count, `To invite them, type their number (${count}): `, ask);
  }
  const outcomes = await inviteOneByOne(chosen, connection);
  const result = seen.map(
    (one) => outcomes.find(({ line }) => line === one.line) ?? { ...one, isInvited: false },
  );
  print(result, sayEnd(outcomes), options);
  return outcomes.every(({ isInvited }) => isInvited) && seen.every(({ verdict }) => isAsMeant(verdict));
}

async function previewAll(people: readonly ListedPerson[], connection: Connection): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let start = 0; start < people.length; start += mostPreviewed) {
    const page = people.slice(start, start + mostPreviewed);
    const asked = page.map(({ line, ...person }) => person);
    const answer = await withProgress(
      `Looking at ${start + page.length} of ${people.length}`,
      askOperate({ action: 'preview', people: asked }, Previewed, connection),
    );
    for (const [index, { line }] of page.entries()) {
      const found = answer.people[index];
      if (found === undefined) throw new NotDone('The function left somebody out. Nobody was invited.');
      seen.push({ line, ...found });
    }
  }
  return seen;
}

/** Whether nothing is left to do for this person once all who can be invited are. */
function isAsMeant(verdict: Verdict): boolean {
  return verdict !== 'cannot' && verdict !== 'cancelled';
}

function isToBeInvited(seen: Seen | undefined): boolean {
  return seen?.verdict === 'invite' || seen?.verdict === 'waits';
}

const titles: Record<Verdict, string> = {
  invite: 'to be invited now',
  waits: 'to be invited later',
  cancelled: 'cancelled by an operator, so not invited by a file',
  active: 'in use already',
  hire: 'a hire already',
  cannot: 'not possible',
};

/** How many there are of each kind, and the lines of all who are not simply invited. */
function sayPreview(seen: readonly Seen[]): string {
  return Object.entries(titles)
    .flatMap(([verdict, title]) => {
      const some = seen.filter((one) => one.verdict === verdict);
      if (some.length === 0) return [];
      const lines =
        verdict === 'invite' ? [] : some.map(({ line, message }) => `    line ${line}: ${message}`);
      return [`${String(some.length).padStart(5)}  ${title}`, ...lines];
    })
    .join('\n');
}

interface Outcome {
  line: number;
  isInvited: boolean;
  message: string;
  hire?: string;
}

async function inviteOneByOne(people: readonly ListedPerson[], connection: Connection): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, person] of people.entries())
    outcomes.push(
      await withProgress(`Inviting ${index + 1} of ${people.length}`, inviteOne(person, connection)),
    );
  return outcomes;
}

async function inviteOne({ line, ...person }: ListedPerson, connection: Connection): Promise<Outcome> {
  try {
    const request = { action: 'invite', ...person, by: connection.by } as const;
    const { hire, message } = await askOperate(request, Acted, connection);
    return { line, isInvited: true, hire, message };
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    return { line, isInvited: false, message: error.message };
  }
}

function sayEnd(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter(({ isInvited }) => !isInvited);
  const done = outcomes.length - failed.length;
  const invited = done === 1 ? '1 person is on the way.' : `${done} people are on the way.`;
  return [invited, ...failed.map(({ line, message }) => `  not invited: line ${line}: ${message}`)].join(
    '\n',
  );
}
