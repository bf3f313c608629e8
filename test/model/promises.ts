import * as v from 'valibot';
import type { SimulatedMail } from './simulated-onelogin.ts';
import type { World } from './world.ts';

/** What is promised of every hire, whatever happens, checked whenever something happens to it. */
export interface Promises {
  /** A webhook, or the operator, put a message for this hire on the queue. */
  onAccepted(hire: string, said: Said): void;
  onWrite(row: Row, before: Row | undefined): void;
  /** @param receivedAt when the batch was received whose answer finishes the message. */
  onFinish(hire: string, said: Said, messageId: string, receivedAt: number): void;
  /** @returns the token of the lease under which the call is made. */
  onCall(call: 'users' | 'invite', hires: readonly string[]): string;
  /** After everything has come to rest. */
  onRest(): void;
  /** In the end, when all that stood in the way is mended and the dead-letter queue has been replayed. */
  onEnd(
    people: readonly EndOfPerson[],
    mails: readonly SimulatedMail[],
    history: { reportsInvitations: boolean; followUps: number },
  ): void;
}

export interface EndOfPerson {
  hires: readonly string[];
  /** Whether a sweep must have found whom no webhook announced. */
  mustBeFound: boolean;
  email: string;
  activatedAt: number | undefined;
}

/** What a message says of a hire. */
export interface Said {
  event: 'created' | 'updated' | 'removed';
  /** Whether it announces a hire. */
  makesHire: boolean;
  isFollowUp: boolean;
  /** Orders what is said of one hire. */
  order: number;
  /** Nothing is to be sent before, in milliseconds since 1970. */
  moment: number;
}

/** A row as it is stored, as far as the promises are about it: its times are ISO 8601. */
export const Row = v.object({
  hire: v.string(),
  state: v.string(),
  code: v.optional(v.string()),
  version: v.number(),
  writer: v.string(),
  rung: v.number(),
  lease: v.optional(v.object({ token: v.string(), messageId: v.string(), until: v.string() })),
  unresolvedSend: v.optional(v.unknown()),
  followUpAt: v.optional(v.string()),
  parked: v.optional(v.object({ at: v.string(), messageId: v.string() })),
});
export type Row = v.InferOutput<typeof Row>;

const finalStates: readonly string[] = ['invited', 'already-active', 'cancelled'];
const yearMs = 365 * 24 * 60 * 60 * 1000;
export const linkLivesMs = 24 * 60 * 60 * 1000;
/** How long after the look at the user a mail may go out. */
const finishesLateMs = 10 * 60 * 1000;
/** How far two processes' clocks are apart at most. */
export const clocksMs = 6 * 1000;

export function createPromises(
  world: World,
  sight: {
    row: (hire: string) => Row | undefined;
    /** The ids of the hire's messages on the queue. */
    messages: (hire: string) => string[];
    /** How many wake-ups of the hire are scheduled, or could not be delivered. */
    scheduled: (hire: string) => number;
    deadLetters: (hire: string) => number;
    /** The moments by the dates that the HR system has told in the last minute, if it can be asked for them. */
    momentsByHr: (hire: string) => number[] | undefined;
    /** Whether what this message says comes again within two minutes. */
    comesSoonAgain: (messageId: string) => boolean;
    /** Whether the queue holds a message of the hire that was sent after this, or one with another record. */
    hasReplay: (hire: string, after: number) => boolean;
  },
): Promises {
  const accepted = new Map<string, number>();
  const parkings = new Map<string, number>();
  const attempts = new Map<string, number>();
  const claimedAt = new Map<string, number>();
  const parkedAt = new Map<string, number>();
  const noted = new Set<string>();
  const hireOf = new Map<string, string>();
  const said = new Map<string, { accepted: Said[]; heard: Said[] }>();
  const removed = new Set<string>();
  const count = (map: Map<string, number>, hire: string) => map.set(hire, (map.get(hire) ?? 0) + 1);

  const wordsSaidLast = (hire: string) => {
    const words = wordsOf(hire).accepted.filter(({ event }) => event !== 'removed');
    const last = Math.max(...words.map(({ order }) => order));
    return words.filter(({ order }) => order === last);
  };
  /** Left out rightly: a change made the hire, and what was said last is that the start is long past. */
  const isLeftOut = (row: Row | undefined) =>
    row?.state === 'not-eligible' &&
    wordsSaidLast(row.hire).some(({ event, moment }) => event === 'updated' && moment < world.now() - yearMs);

  const isFinal = (row: Row | undefined) => row !== undefined && finalStates.includes(row.state);
  const hasOtherWakeUp = (hire: string, messageId: string | undefined) =>
    sight.scheduled(hire) > 0 || sight.messages(hire).some((id) => id !== messageId);

  /** Whether the link of the mail before is dead. */
  function isAfterLink(mail: SimulatedMail, before: SimulatedMail | undefined): boolean {
    return before === undefined || mail.at - before.at >= linkLivesMs - clocksMs;
  }

  const wordsOf = (hire: string) => {
    const words = said.get(hire) ?? { accepted: [], heard: [] };
    said.set(hire, words);
    return words;
  };
  const isAnnounced = (hire: string) => wordsOf(hire).accepted.some(({ makesHire }) => makesHire);

  /** Something newer than the latest that has been dealt with may count already, but nothing older. */
  function isEarly(hire: string): boolean {
    const isAhead = (moment: number) => world.now() + clocksMs < moment;
    const byHr = sight.momentsByHr(hire);
    if (byHr !== undefined) return byHr.length > 0 && byHr.every(isAhead);
    const { accepted, heard } = wordsOf(hire);
    const latest = Math.max(...heard.map(({ order }) => order));
    const counting = accepted.filter(({ event, order }) => event !== 'removed' && order >= latest);
    return counting.every(({ moment }) => isAhead(moment));
  }

  const isFollowedUp = (row: Row, before: Row | undefined) =>
    row.state === 'invited' && before?.state === 'invited' && before.followUpAt !== undefined;

  function onWrite(row: Row, before: Row | undefined): void {
    const { hire, state } = row;
    if (isFinal(before) && !isFollowedUp(row, before))
      world.breaks(`${hire} was final, and is written again`);
    if (row.version !== (before?.version ?? 0) + 1) world.breaks(`${hire} is written over what was not read`);
    if (state === 'sending' && before?.lease?.token !== row.lease?.token) {
      const wasParkedAt = Date.parse(before?.parked?.at ?? '');
      if (before?.state === 'parked' && !sight.hasReplay(hire, wasParkedAt)) {
        world.breaks(`${hire} is parked, and tried again without a replay`);
      }
      count(attempts, hire);
    }
    if (before?.lease?.token !== row.lease?.token) claimedAt.set(hire, world.now());
    if (state === 'parked') {
      count(parkings, hire);
      parkedAt.set(hire, world.now());
      if (row.code === undefined) world.breaks(`${hire} is parked without a reason`);
    }
    if (state === 'waiting' && row.rung > (attempts.get(hire) ?? 0))
      world.breaks(`${hire} has used up more rungs than attempts`);
    const waits = state === 'waiting' || row.followUpAt !== undefined;
    if (waits && row.lease === undefined && !hasOtherWakeUp(hire, before?.lease?.messageId))
      world.breaks(`${hire} is written as waiting, but no wake-up has been made`);
    if (state === 'parked') attempts.delete(hire);
    if (row.code === 'INVITED' && row.lease === undefined) noted.add(row.writer);
  }

  return {
    onAccepted(hire, word) {
      count(accepted, hire);
      wordsOf(hire).accepted.push(word);
    },
    onWrite,
    onFinish(hire, word, messageId, receivedAt) {
      const row = sight.row(hire);
      // Put off until somebody else is done with the hire, or an unclear send is, it has not been heard yet.
      if (row?.unresolvedSend === undefined && !sight.comesSoonAgain(messageId))
        wordsOf(hire).heard.push(word);
      if (word.event === 'removed' && isFinal(row)) removed.add(hire);
      const isLeased = row?.lease?.messageId === messageId && receivedAt > (claimedAt.get(hire) ?? 0);
      if (isLeased && world.now() + clocksMs < Date.parse(row?.lease?.until ?? '')) {
        world.breaks(`${messageId} of ${hire} is finished while it is being worked on`);
      }
      const isDone = (isFinal(row) && row?.followUpAt === undefined) || row?.state === 'not-eligible';
      // What woke the hire again has parked it meanwhile.
      const isOvertaken = word.isFollowUp || receivedAt < (parkedAt.get(hire) ?? 0);
      if (isOvertaken && row?.state === 'parked' && sight.deadLetters(hire) > 0) return;
      if (isDone || !isAnnounced(hire) || hasOtherWakeUp(hire, messageId)) return;
      world.breaks(`${messageId} of ${hire} is finished, and nothing will wake the hire again`);
    },
    onCall(call, hires) {
      const atWork = hires
        .map((hire) => sight.row(hire))
        .filter((row) => row?.state === 'sending' || row?.state === 'invited')
        .filter((row) => world.now() < Date.parse(row?.lease?.until ?? '') + clocksMs);
      if (atWork.length === 0) world.breaks(`OneLogin is called for ${hires.join(' or ')} without a lease`);
      const sender = atWork.find((row) => row?.unresolvedSend !== undefined);
      if (call === 'invite' && sender === undefined) world.breaks('an invite is sent that is not noted');
      const attempt = sender?.lease?.token ?? '';
      const hire = sender?.hire ?? '';
      hireOf.set(attempt, hire);
      if (call === 'invite' && !isAnnounced(hire))
        world.breaks(`${hire} is invited, but nobody announced it`);
      if (call === 'invite' && removed.has(hire)) world.breaks(`${hire} is invited, but was removed`);
      // Once invited, what is said of the start is no matter: the follow-up comes a link's life later.
      if (call === 'invite' && sender?.state === 'sending' && isEarly(hire))
        world.breaks(`${hire} is invited too early`);
      return attempt;
    },
    onRest() {
      for (const [hire, messages] of accepted) {
        if (!isAnnounced(hire)) continue;
        const row = sight.row(hire);
        const present = sight.messages(hire).length + sight.scheduled(hire);
        const dead = sight.deadLetters(hire);
        const most = messages + world.excuses();
        if (!isFinal(row) && !isLeftOut(row) && present + dead === 0)
          world.breaks(`${hire} is lost: ${row?.state ?? 'no row'}`);
        if (row?.state === 'parked' && present + dead === 0)
          world.breaks(`${hire} is parked, and nowhere to be replayed`);
        if (present + dead > most) world.breaks(`the messages of ${hire} multiply`);
        if ((parkings.get(hire) ?? 0) > most) world.breaks(`${hire} is parked again and again`);
      }
    },
    onEnd(people, mails, { reportsInvitations, followUps }) {
      for (const { hires, mustBeFound, email, activatedAt = Number.POSITIVE_INFINITY } of people) {
        const sent = mails.filter((mail) => mail.email === email);
        for (const hire of hires)
          if (mustBeFound && sight.row(hire) === undefined) world.breaks(`${hire} is found by no sweep`);
        for (const hire of hires.filter(isAnnounced)) {
          const row = sight.row(hire);
          if (!isFinal(row) && !isLeftOut(row))
            world.breaks(`${hire} is ${row?.state} ${row?.code} after a replay without faults`);
          if (row?.followUpAt !== undefined) world.breaks(`${hire} is never followed up`);
          if (row?.state === 'invited' && sent.length === 0)
            world.breaks(`${hire} is invited without a mail`);
        }
        const untold = reportsInvitations ? 0 : sent.filter(({ attempt }) => !noted.has(attempt)).length;
        const soon = sent.filter((mail, index) => !isAfterLink(mail, sent[index - 1])).length;
        if (soon > untold) world.breaks(`${email} is mailed again while the link lives`);
        if (sent.length > hires.length * (1 + followUps) + untold)
          world.breaks(`${email} is mailed ${sent.length} times`);
        if (sent.some(({ at }) => at > activatedAt + finishesLateMs))
          world.breaks(`${email} is mailed after the account was activated`);
      }
    },
  };
}
