import * as v from 'valibot';
import type { SimulatedMail } from './simulated-onelogin.ts';
import type { World } from './world.ts';

/** What is promised of every hire, whatever happens, checked whenever something happens to it. */
export interface Promises {
  /** A webhook, or the operator, put a message for this hire on the queue. */
  onAccepted(hire: string): void;
  onWrite(row: Row, before: Row | undefined): void;
  /** @param receivedAt when the batch was received whose answer finishes the message. */
  onFinish(hire: string, messageId: string, receivedAt: number): void;
  /** @returns the token of the lease under which the call is made. */
  onCall(call: 'users' | 'invite', hires: readonly string[]): string;
  /** After everything has come to rest. */
  onRest(): void;
  /** In the end, when all that stood in the way is mended and the dead-letter queue has been replayed. */
  onEnd(
    people: readonly { hires: readonly string[]; email: string }[],
    mails: readonly SimulatedMail[],
    reportsInvitations: boolean,
  ): void;
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
  parked: v.optional(v.object({ at: v.string(), messageId: v.string() })),
});
export type Row = v.InferOutput<typeof Row>;

const finalStates: readonly string[] = ['invited', 'already-active', 'cancelled'];
const linkLivesMs = 24 * 60 * 60 * 1000;
/** How far two processes' clocks are apart at most. */
const clocksMs = 6 * 1000;

export function createPromises(
  world: World,
  sight: {
    row: (hire: string) => Row | undefined;
    /** The ids of the hire's messages on the queue. */
    messages: (hire: string) => string[];
    /** How many wake-ups of the hire are scheduled, or could not be delivered. */
    scheduled: (hire: string) => number;
    deadLetters: (hire: string) => number;
    /** Whether the queue holds a message of the hire that was sent after this, or one with another record. */
    hasReplay: (hire: string, after: number) => boolean;
  },
): Promises {
  const accepted = new Map<string, number>();
  const parkings = new Map<string, number>();
  const attempts = new Map<string, number>();
  const claimedAt = new Map<string, number>();
  const noted = new Set<string>();
  const hireOf = new Map<string, string>();
  const count = (map: Map<string, number>, hire: string) => map.set(hire, (map.get(hire) ?? 0) + 1);

  const isFinal = (row: Row | undefined) => row !== undefined && finalStates.includes(row.state);
  const hasOtherWakeUp = (hire: string, messageId: string | undefined) =>
    sight.scheduled(hire) > 0 || sight.messages(hire).some((id) => id !== messageId);

  /** For another record of the person, when the link of the mail before is dead. */
  function isAfterLink(mail: SimulatedMail, before: SimulatedMail | undefined): boolean {
    if (before === undefined || hireOf.get(mail.attempt) === hireOf.get(before.attempt)) return false;
    return mail.at - before.at >= linkLivesMs - clocksMs;
  }

  function onWrite(row: Row, before: Row | undefined): void {
    const { hire, state } = row;
    if (isFinal(before)) world.breaks(`${hire} was final, and is written again`);
    if (row.version !== (before?.version ?? 0) + 1) world.breaks(`${hire} is written over what was not read`);
    if (state === 'sending' && before?.lease?.token !== row.lease?.token) {
      const parkedAt = Date.parse(before?.parked?.at ?? '');
      if (before?.state === 'parked' && !sight.hasReplay(hire, parkedAt)) {
        world.breaks(`${hire} is parked, and tried again without a replay`);
      }
      count(attempts, hire);
      claimedAt.set(hire, world.now());
    }
    if (state === 'parked') {
      count(parkings, hire);
      if (row.code === undefined) world.breaks(`${hire} is parked without a reason`);
    }
    if (state === 'waiting') {
      if (row.rung > (attempts.get(hire) ?? 0)) world.breaks(`${hire} has used up more rungs than attempts`);
      if (!hasOtherWakeUp(hire, before?.lease?.messageId)) {
        world.breaks(`${hire} is written as waiting, but no wake-up has been made`);
      }
    }
    if (state === 'parked') attempts.delete(hire);
    if (state === 'invited') noted.add(row.writer);
  }

  return {
    onAccepted: (hire) => count(accepted, hire),
    onWrite,
    onFinish(hire, messageId, receivedAt) {
      const row = sight.row(hire);
      const isLeased = row?.lease?.messageId === messageId && receivedAt > (claimedAt.get(hire) ?? 0);
      if (isLeased && world.now() + clocksMs < Date.parse(row?.lease?.until ?? '')) {
        world.breaks(`${messageId} of ${hire} is finished while it is being worked on`);
      }
      if (isFinal(row) || hasOtherWakeUp(hire, messageId)) return;
      world.breaks(`${messageId} of ${hire} is finished, and nothing will wake the hire again`);
    },
    onCall(call, hires) {
      const atWork = hires
        .map((hire) => sight.row(hire))
        .filter((row) => row?.state === 'sending')
        .filter((row) => world.now() < Date.parse(row?.lease?.until ?? '') + clocksMs);
      if (atWork.length === 0) world.breaks(`OneLogin is called for ${hires.join(' or ')} without a lease`);
      const sender = atWork.find((row) => row?.unresolvedSend !== undefined);
      if (call === 'invite' && sender === undefined) world.breaks('an invite is sent that is not noted');
      const attempt = sender?.lease?.token ?? '';
      hireOf.set(attempt, sender?.hire ?? '');
      return attempt;
    },
    onRest() {
      for (const [hire, messages] of accepted) {
        const row = sight.row(hire);
        const present = sight.messages(hire).length + sight.scheduled(hire);
        const dead = sight.deadLetters(hire);
        const most = messages + world.excuses();
        if (!isFinal(row) && present + dead === 0) world.breaks(`${hire} is lost: ${row?.state ?? 'no row'}`);
        if (row?.state === 'parked' && present + dead === 0)
          world.breaks(`${hire} is parked, and nowhere to be replayed`);
        if (present + dead > most) world.breaks(`the messages of ${hire} multiply`);
        if ((parkings.get(hire) ?? 0) > most) world.breaks(`${hire} is parked again and again`);
      }
    },
    onEnd(people, mails, reportsInvitations) {
      for (const { hires, email } of people) {
        const sent = mails.filter((mail) => mail.email === email);
        for (const hire of hires) {
          const row = sight.row(hire);
          if (!isFinal(row))
            world.breaks(`${hire} is ${row?.state} ${row?.code} after a replay without faults`);
          if (row?.state === 'invited' && sent.length === 0)
            world.breaks(`${hire} is invited without a mail`);
        }
        const untold = reportsInvitations ? 0 : sent.filter(({ attempt }) => !noted.has(attempt)).length;
        const documented = untold + sent.filter((mail, index) => isAfterLink(mail, sent[index - 1])).length;
        if (sent.length > 1 + documented) world.breaks(`${email} is mailed ${sent.length} times`);
      }
    },
  };
}
