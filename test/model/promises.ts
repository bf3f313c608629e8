import * as v from 'valibot';
import type { Said, Words } from './words.ts';
import type { World } from './world.ts';

/** What is promised of every hire, whatever happens, checked whenever something happens to it. */
export interface Promises {
  /** A webhook, or the operator, put a message for this hire on the queue. */
  onAccepted(hire: string, said: Said): void;
  onWrite(row: Row, before: Row | undefined): void;
  /** @param receivedAt when the batch was received whose answer finishes the message. */
  onFinish(hire: string, said: Said, messageId: string, receivedAt: number): void;
  /** @returns the row under whose lease the call is made, or who would be the sender. */
  onCall(call: 'users' | 'invite', hires: readonly string[]): Row | undefined;
  /** After everything has come to rest. */
  onRest(): void;
  /** Whether the row says that this attempt's mail went out. */
  isNoted(attempt: string): boolean;
  isLeftOut(hire: string): boolean;
}

/** A row as it is stored, as far as the promises are about it: its times are ISO 8601. */
export const Row = v.object({
  hire: v.string(),
  state: v.string(),
  code: v.optional(v.string()),
  version: v.number(),
  writer: v.string(),
  rung: v.number(),
  engagement: v.optional(v.number(), 1),
  lease: v.optional(v.object({ token: v.string(), messageId: v.string(), until: v.string() })),
  announced: v.optional(v.object({ event: v.string(), saidAt: v.string(), personHash: v.string() })),
  heardRecords: v.optional(v.array(v.string())),
  unresolvedSend: v.optional(v.unknown()),
  invitedAt: v.optional(v.string()),
  notActivatedAt: v.optional(v.string()),
  followUpAt: v.optional(v.string()),
  retryAskedAt: v.optional(v.string()),
  oneLoginUserId: v.optional(v.string()),
  earlierUsers: v.optional(v.array(v.object({ userId: v.string() })), []),
  parked: v.optional(v.object({ at: v.string(), messageId: v.string() })),
  /** What an undo of the operator's cancel needs. */
  outcomes: v.optional(v.array(v.object({ code: v.string(), at: v.string() }))),
  beforeCancel: v.optional(v.unknown()),
});
export type Row = v.InferOutput<typeof Row>;

const yearMs = 365 * 24 * 60 * 60 * 1000;
/** How far two processes' clocks are apart at most. */
const clocksMs = 6 * 1000;

export const isOver = (row: Row | undefined) =>
  row !== undefined && ['activated', 'already-active', 'cancelled'].includes(row.state);

/** It may be about the next employment, whose creation it has overtaken. */
const isSinceRemoval = (row: Row | undefined, { event, isDated, saidAt }: Said) =>
  event === 'updated' &&
  isDated &&
  isOver(row) &&
  row?.announced?.event === 'removed' &&
  Date.parse(row.announced.saidAt) < saidAt;

/** Nothing wakes the hire again, and nothing has to. */
export const isFinal = (row: Row | undefined) =>
  isOver(row) || (row?.state === 'not-activated' && row.followUpAt === undefined);

const isAwaited = (row: Row | undefined) => row?.state === 'invited' || row?.state === 'not-activated';

export interface Sight {
  row: (hire: string) => Row | undefined;
  /** The ids of the hire's messages on the queue. */
  messages: (hire: string) => string[];
  said: (messageId: string | undefined) => Said | undefined;
  /** How many wake-ups of the hire are scheduled, or could not be delivered. */
  scheduled: (hire: string) => number;
  deadLetters: (hire: string) => number;
  /** Whether what this message says comes again within two minutes. */
  comesSoonAgain: (messageId: string) => boolean;
  /** Whether the queue holds a message of the hire that was sent after this, or one with another record. */
  hasReplay: (hire: string, after: number) => boolean;
  /** When the person was mailed last, whoever had it sent, and when the last possible start is. */
  awaitedFrom: (row: Row) => number;
  /** Whether the operator is about to undo a cancel, and has no answer yet. */
  isBeingUndone: (hire: string) => boolean;
  /** Whether the operator was told that the HR system has to send the hire again. */
  isLeftToHr: (hire: string) => boolean;
}

const dayMs = 24 * 60 * 60 * 1000;
/** The default of `invite.tellIfNotActiveAfterDays`. */
export const tellAfterMs = 3 * dayMs;

export function createPromises(world: World, words: Words, sight: Sight): Promises {
  const accepted = new Map<string, number>();
  const parkings = new Map<string, number>();
  const attempts = new Map<string, number>();
  const claimedAt = new Map<string, number>();
  const noted = new Set<string>();
  const count = (map: Map<string, number>, hire: string) => map.set(hire, (map.get(hire) ?? 0) + 1);

  /** Left out rightly: a change made the hire, and what was said last is that the start is long past. */
  const isLeftOut = (hire: string) =>
    sight.row(hire)?.state === 'not-eligible' &&
    words.latest(hire).some(({ event, moment }) => event === 'updated' && moment < world.now() - yearMs);

  const isAfter = (hire: string, said: Said, before: Said) =>
    words.order(hire, said) > words.order(hire, before);

  const hasOtherWakeUp = (hire: string, messageId: string | undefined) =>
    sight.scheduled(hire) > 0 || sight.messages(hire).some((id) => id !== messageId);

  /** The row is claimed for a message. */
  function checkClaim(row: Row, before: Row | undefined): void {
    const { hire } = row;
    const said = sight.said(row.lease?.messageId);
    // The list may show a start that is so much later that it is about another engagement.
    const isListedAgain = said?.isSwept === true && said.purpose === 'look';
    if (isOver(before) && !isListedAgain && (said?.makesHire !== true || said.purpose !== 'invite'))
      world.breaks(`${hire} was ${before?.state}, and is tried again without a word of a hire`);
    if (isFinal(before) && !isListedAgain && said?.purpose !== 'invite')
      world.breaks(`${hire} was ${before?.state} for good, and is looked at again without a word`);
    if (before?.state === 'cancelled' && said !== undefined && words.isGone(hire))
      world.breaks(`${hire} was cancelled, and is tried again by an old creation`);
    const wasParkedAt = Date.parse(before?.parked?.at ?? '');
    if (before?.state === 'parked' && !sight.hasReplay(hire, wasParkedAt))
      world.breaks(`${hire} is parked, and tried again without a replay`);
    const isNews =
      said?.purpose === 'invite' &&
      words.all(hire).every((word) => isAfter(hire, said, word) || word.person === said.person) &&
      before?.announced !== undefined &&
      Date.parse(before.announced.saidAt) < said.saidAt &&
      before.announced.personHash !== row.announced?.personHash;
    if (isNews && before.state === 'waiting' && row.rung > 0 && !words.hasForgotten(hire))
      world.breaks(`news of ${hire} does not begin the waits anew`);
    if (said !== undefined) words.try(hire, said);
    count(attempts, hire);
  }

  function onWrite(row: Row, before: Row | undefined): void {
    const { hire, state } = row;
    if (row.version !== (before?.version ?? 0) + 1) world.breaks(`${hire} is written over what was not read`);
    if (row.lease !== undefined && before?.lease?.token !== row.lease.token) checkClaim(row, before);
    if (before?.lease?.token !== row.lease?.token) claimedAt.set(hire, world.now());
    if (state === 'parked' && before?.state !== 'parked') {
      count(parkings, hire);
      if (row.code === undefined) world.breaks(`${hire} is parked without a reason`);
      if (isAwaited(before)) world.breaks(`${hire} was invited, and is parked`);
    }
    if (state === 'waiting' && row.rung > (attempts.get(hire) ?? 0))
      world.breaks(`${hire} has used up more rungs than attempts`);
    if (state === 'invited' && row.lease === undefined && row.followUpAt === undefined)
      world.breaks(`${hire} is invited, and nobody will look whether the account is active`);
    const waits = state === 'waiting' || row.followUpAt !== undefined;
    // A wish or an undo that has no message yet is pressed again, if it is not answered.
    const isWish = row.retryAskedAt !== undefined && row.retryAskedAt !== before?.retryAskedAt;
    const isPressedAgain = isWish || sight.isBeingUndone(hire);
    if (
      waits &&
      !isPressedAgain &&
      row.lease === undefined &&
      !hasOtherWakeUp(hire, before?.lease?.messageId)
    )
      world.breaks(`${hire} is written as waiting, but no wake-up has been made`);
    if (
      state === 'not-activated' &&
      before?.state !== 'not-activated' &&
      world.now() + clocksMs < sight.awaitedFrom(row) + tellAfterMs
    )
      world.breaks(`a person is told of ${hire} too early`);
    if (state === 'parked') attempts.delete(hire);
    if (row.code === 'INVITED' && row.lease === undefined) noted.add(row.writer);
  }

  return {
    onAccepted(hire, word) {
      count(accepted, hire);
      words.accept(hire, word);
    },
    onWrite,
    onFinish(hire, word, messageId, receivedAt) {
      const row = sight.row(hire);
      // Put off until somebody else is done with the hire, or an unclear send is, it has not been heard yet.
      const isKeptForUndo = row?.beforeCancel !== undefined && word.event !== 'removed';
      const isHeardLater = sight.comesSoonAgain(messageId);
      if (row?.state === 'unannounced' || isSinceRemoval(row, word) || isKeptForUndo)
        words.hearStart(hire, word);
      else if (word.event === 'updated' && isOver(row) && !isHeardLater) words.forget(hire, word);
      else if (row?.unresolvedSend === undefined && !isHeardLater) words.hear(hire, word);
      const isLeased = row?.lease?.messageId === messageId && receivedAt > (claimedAt.get(hire) ?? 0);
      if (isLeased && world.now() + clocksMs < Date.parse(row?.lease?.until ?? '')) {
        world.breaks(`${messageId} of ${hire} is finished while it is being worked on`);
      }
      const isDone = isFinal(row) || row?.state === 'not-eligible';
      // A later word has been kept, or the hire is parked, or functions died of its message: a person replays it.
      const isOlder = words.all(hire).some((one) => one.event !== 'removed' && isAfter(hire, one, word));
      const isKept = sight.deadLetters(hire) > 0;
      const isLeftToPerson = row?.state === 'parked' || row?.state === 'sending';
      if (isKept && (isOlder || isLeftToPerson)) return;
      const isToldOrAsked = sight.isBeingUndone(hire) || sight.isLeftToHr(hire);
      if (isDone || isToldOrAsked || !words.isAnnounced(hire) || hasOtherWakeUp(hire, messageId)) return;
      world.breaks(`${messageId} of ${hire} is finished, and nothing will wake the hire again`);
    },
    onCall(call, hires) {
      const atWork = hires
        .map((hire) => sight.row(hire))
        .filter((row) => row?.state === 'sending' || isAwaited(row))
        .filter((row) => world.now() < Date.parse(row?.lease?.until ?? '') + clocksMs);
      if (atWork.length === 0) world.breaks(`OneLogin is called for ${hires.join(' or ')} without a lease`);
      const sender = atWork.find((row) => row?.unresolvedSend !== undefined);
      if (call === 'invite' && sender === undefined) world.breaks('an invite is sent that is not noted');
      return sender;
    },
    onRest() {
      for (const [hire, messages] of accepted) {
        if (!words.isAnnounced(hire) || sight.isLeftToHr(hire)) continue;
        const row = sight.row(hire);
        const present = sight.messages(hire).length + sight.scheduled(hire);
        const dead = sight.deadLetters(hire);
        const most = messages + world.excuses();
        if (!isFinal(row) && !isLeftOut(hire) && present + dead === 0)
          world.breaks(`${hire} is lost: ${row?.state ?? 'no row'}`);
        if (row?.state === 'parked' && present + dead === 0)
          world.breaks(`${hire} is parked, and nowhere to be replayed`);
        if (present + dead > most) world.breaks(`the messages of ${hire} multiply`);
        if ((parkings.get(hire) ?? 0) > most) world.breaks(`${hire} is parked again and again`);
      }
    },
    isNoted: (attempt) => noted.has(attempt),
    isLeftOut,
  };
}
