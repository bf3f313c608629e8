import { isWaiting } from '../lambda/hire/states.ts';
import type { Counted, HireInList, ShownHire, StandingPause } from '../lambda/operate/answer.ts';
import {
  canRetry,
  sayName,
  sayNextLook,
  sayPause,
  sayStart,
  sayTime,
  sayToDo,
} from '../lambda/operate/phrases.ts';
import type { lists } from '../lambda/operate/request.ts';
import { wrap } from './wrap.ts';

/** What `npm run hires` prints for a person. */

interface Asked {
  /** Which hires were asked for. */
  which: (typeof lists)[number];
  /** The options that lead to the same stack again. */
  flags: string;
  now: Date;
  /** How many characters a line has. */
  width: number;
}

/** Said before anything else, beside the output that a program may read. */
export function sayStandingPause(
  paused: StandingPause,
  { flags, now }: Pick<Asked, 'flags' | 'now'>,
): string {
  const said = sayPause(paused, now);
  return paused.since === undefined ? said : `${said} To go on: npm run hires -- resume${flags}`;
}

const nobody: Record<Asked['which'], string> = {
  open: 'No hire needs a hand, and none waits.',
  'needs-hand': 'No hire needs a hand.',
  waiting: 'No hire waits.',
  tomorrow: 'Nobody goes tomorrow.',
  invited: 'No hire is invited and not active yet.',
  all: 'There are no hires.',
};

/** Who needs a hand comes first, the longest first; then who waits, the next look first; then the others. */
export function sayHires(hires: readonly HireInList[], asked: Asked): string {
  if (hires.length === 0) return nobody[asked.which];
  const { now } = asked;
  const bySince = hires.toSorted((one, other) => compare(one.since, other.since));
  const needing = groupByAdvice(bySince.filter(({ needsHand }) => needsHand));
  const waiting = bySince
    .filter((hire) => !hire.needsHand && isWaiting(hire))
    .toSorted((one, other) => compare(one.nextLook, other.nextLook));
  const others = bySince.filter((hire) => !hire.needsHand && !isWaiting(hire));

  const names = longest(hires.map(sayName));
  const align = (facts: readonly Facts[]) => {
    const codes = longest(facts.map(({ code }) => code));
    return facts.map(({ name, code, more }) =>
      `  ${name.padEnd(names)}   ${code.padEnd(codes)}   ${more}`.trimEnd(),
    );
  };
  const needs = align(needing.flat().map((hire) => sayNeed(hire, now)));
  const count = needs.length;
  return [
    sayPart(
      ['needs a hand', 'need a hand'],
      needing.flatMap((group) => [...needs.splice(0, group.length), ...sayAdvice(group, asked)]),
      count,
    ),
    sayPart(['waits', 'wait'], align(waiting.map((hire) => sayWait(hire, now)))),
    sayPart(['other', 'others'], align(others.map(sayOther))),
    needing.length === 0 ? undefined : `Who is not to be invited: npm run hires -- cancel WHO${asked.flags}`,
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

function sayPart(
  [one, several]: [string, string],
  lines: readonly string[],
  count = lines.length,
): string | undefined {
  if (lines.length === 0) return undefined;
  return [`${count} ${count === 1 ? one : several}`, ...lines].join('\n');
}

/** What a line says of a hire. The columns are aligned. */
interface Facts {
  name: string;
  code: string;
  more: string;
}

function sayNeed(hire: HireInList, now: Date): Facts {
  const { code = hire.state, since } = hire;
  const facts = [...(since === undefined ? [] : [`since ${sayTime(since, now)}`]), ...sayStart(hire, now)];
  return { name: sayName(hire), code, more: facts.join(', ') };
}

function sayWait(hire: HireInList, now: Date): Facts {
  const { code = '', nextLook, givesUpAt } = hire;
  const facts = [
    ...(nextLook === undefined ? [] : [`${sayNextLook(hire)} ${sayTime(nextLook, now)}`]),
    ...(givesUpAt === undefined ? [] : [`given up ${sayTime(givesUpAt, now)}`]),
    ...sayStart(hire, now),
  ];
  return { name: sayName(hire), code, more: facts.join(', ') };
}

function sayOther(hire: HireInList): Facts {
  return { name: sayName(hire), code: hire.state, more: hire.code ?? '' };
}

/** The hires for which the same is to be done, together. The order is that of the first of each group. */
function groupByAdvice(hires: readonly HireInList[]): HireInList[][] {
  return [...Map.groupBy(hires, (hire) => `${canRetry(hire)} ${hire.code} ${hire.whatToDo}`).values()];
}

const indent = '      ';

/** Once for all of a group, with the command for each. */
function sayAdvice(group: readonly HireInList[], { flags, width }: Asked): string[] {
  const toDo = group.map(sayToDo)[0];
  const commands = group
    .filter(canRetry)
    .map(({ hire }) => `${indent}npm run hires -- retry ${hire}${flags}`);
  const then = commands.length === 0 ? [] : ['Then:'];
  const words = [...(toDo === undefined ? [] : [toDo]), ...then];
  return [...(words.length === 0 ? [] : wrap(words.join(' '), { width, indent })), ...commands];
}

/** What a list of all that is open ends with. */
export function sayCounts({ goTomorrow, invitedThisWeek, activeOfThem }: Counted): string {
  return [
    ...(goTomorrow === 0 ? [] : [`${goTomorrow} ${goTomorrow === 1 ? 'goes' : 'go'} tomorrow`]),
    invitedThisWeek === 0
      ? 'None invited this week'
      : `${invitedThisWeek} invited this week, ${activeOfThem === 0 ? 'none' : activeOfThem} of them active`,
  ].join('\n');
}

/** One hire's story. */
export function sayHire(hire: ShownHire, now: Date): string {
  const { state, code, meaning, whatToDo, outcomes, engagement, oneLoginUserId, requestId } = hire;
  const times = [
    ['moment of the invite', hire.notBefore],
    ['mailed', hire.invitedAt],
    ['next look', hire.nextLook],
    ['given up', hire.givesUpAt],
    ['retry asked for', hire.retryAskedAt],
  ].flatMap(([what, time]) => (time === undefined ? [] : [`  ${what} ${sayTime(time, now)}`]));
  const story = outcomes.map(
    ({ code, at, times, meaning }) =>
      `  ${sayTime(at, now)}  ${code}${times > 1 ? ` (${times} times)` : ''}  ${meaning}`,
  );
  const facts = [
    ...(engagement > 1 ? [`  hired again, engagement ${engagement}`] : []),
    ...(oneLoginUserId === undefined ? [] : [`  OneLogin user ${oneLoginUserId}`]),
    ...(requestId === undefined ? [] : [`  webhook request ${requestId}`]),
  ];
  const head = `${sayName(hire)}   ${state}${hire.needsHand ? ', needs a hand' : ''}`;
  const why = [
    ...(code === undefined ? [] : [`  ${[code, meaning].filter((text) => text !== undefined).join(': ')}`]),
    ...(whatToDo === undefined ? [] : [`  What to do: ${whatToDo}`]),
  ];
  return [head, ...why, ...times, ...facts, ...(story.length > 0 ? ['', ...story] : [])]
    .map((line) => line.trimEnd())
    .join('\n');
}

function compare(one = '', other = ''): number {
  return one.localeCompare(other);
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}
