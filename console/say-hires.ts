import { isWaiting } from '../lambda/hire/states.ts';
import type { ListedHire, ShownHire, StandingPause } from '../lambda/operate/answer.ts';
import { sayTime } from './say-time.ts';

/** What `npm run hires` prints for a person. */

interface Asked {
  /** Which hires were asked for. */
  which: string;
  /** The options that lead to the same stack again. */
  flags: string;
  now: Date;
}

/** Said before anything else, beside the output that a program may read. */
export function sayPause(
  { since, because, reason }: StandingPause,
  { flags, now }: Pick<Asked, 'flags' | 'now'>,
): string {
  if (since === undefined)
    return 'No mail goes out: the item "stack" in the table of hires cannot be read. See docs/operate.md, "Paused".';
  const why =
    because === 'OPERATOR'
      ? `by an operator${reason === undefined ? '' : `: "${reason}"`}`
      : 'by the brake: more first mails than invite.maxFirstMailsPerDay. See docs/operate.md, "Paused"';
  return `Everything is paused since ${sayTime(since, now)} ${why}. To go on: npm run hires -- resume${flags}`;
}

/** Who needs a hand comes first, then who waits, then the others; in each part the longest first. */
export function sayHires(hires: readonly ListedHire[], { which, flags, now }: Asked): string {
  if (hires.length === 0)
    return which === 'open' ? 'No hire needs a hand, and none waits.' : 'There is no such hire.';
  const ordered = hires.toSorted((one, other) => (one.since ?? '').localeCompare(other.since ?? ''));
  const needing = ordered.filter(({ needsHand }) => needsHand);
  const waiting = ordered.filter((hire) => !hire.needsHand && isWaiting(hire));
  const others = ordered.filter((hire) => !hire.needsHand && !isWaiting(hire));
  const name = (hire: ListedHire) =>
    sayName(hire).padEnd(Math.max(...hires.map((one) => sayName(one).length)));
  const part = (title: string, of: ListedHire[], say: (hire: ListedHire) => string) =>
    of.length === 0
      ? []
      : [`${of.length} ${title}\n${of.map((hire) => `  ${name(hire)}   ${say(hire)}`).join('\n')}`];
  return [
    ...part(needing.length === 1 ? 'needs a hand' : 'need a hand', needing, (hire) =>
      sayNeed(hire, flags, now),
    ),
    ...part(waiting.length === 1 ? 'waits' : 'wait', waiting, (hire) => sayWait(hire, now)),
    ...part('others', others, (hire) => `${hire.state}   ${hire.code ?? ''}`.trimEnd()),
    ...(needing.length === 0 ? [] : [`Who is not to be invited: npm run hires -- cancel WHO${flags}`]),
  ].join('\n\n');
}

function sayNeed(hire: ListedHire, flags: string, now: Date): string {
  const { code = hire.state, since, whatToDo, state } = hire;
  const facts = [code, ...(since === undefined ? [] : [`since ${sayTime(since, now)}`])];
  const canRetry = state === 'parked' || state === 'not-activated';
  // The table of outcomes says "then replay", which is for whoever has only the AWS console.
  const toDo = canRetry
    ? whatToDo?.replace(/,? then replay\.|Once the cause is gone, replay\./i, '.')
    : whatToDo;
  const retry = canRetry ? [`Then: npm run hires -- retry ${hire.hire}${flags}`] : [];
  const next = [toDo?.replace(/\s*\.+$/, '.'), ...retry].filter((sentence) => sentence !== undefined);
  return `${facts.join('   ')}\n      ${next.join(' ')}`;
}

function sayWait({ code = '', nextLook, givesUpAt }: ListedHire, now: Date): string {
  const looks = nextLook === undefined ? [] : [`looked at ${sayTime(nextLook, now)}`];
  const ends = givesUpAt === undefined ? [] : [`given up ${sayTime(givesUpAt, now)}`];
  return [code, [...looks, ...ends].join(', ')].join('   ').trim();
}

/** One hire's story. */
export function sayHire(hire: ShownHire, now: Date): string {
  const { state, code, meaning, whatToDo, outcomes, engagement, oneLoginUserId, requestId } = hire;
  const times = [
    ['starts to be invited', hire.notBefore],
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

function sayName({ hire, source, employeeId, tenant }: ListedHire): string {
  if (employeeId === undefined) return hire;
  return `${source} ${employeeId}${tenant === undefined ? '' : ` of ${tenant}`}`;
}
