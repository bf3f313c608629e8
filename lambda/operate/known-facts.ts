import type { ShownHire } from './answer.ts';

/** What is known of one hire, each with its name. */

export function knownTimes(hire: ShownHire): [what: string, iso: string][] {
  return present([
    ['Moment of the invite', hire.notBefore],
    ['Mailed', hire.invitedAt],
    ['Next look', hire.nextLook],
    ['Given up', hire.givesUpAt],
    ['Retry asked for', hire.retryAskedAt],
  ]);
}

export function knownFacts(hire: ShownHire): [what: string, fact: string][] {
  return present([
    ['Engagement', hire.engagement > 1 ? String(hire.engagement) : undefined],
    ['Follow-ups sent', hire.followUpsSent?.toString()],
    ['OneLogin user', hire.oneLoginUserId],
    ['Request of the webhook', hire.requestId],
    ['Row key', hire.hire],
  ]);
}

function present(facts: readonly [string, string | undefined][]): [string, string][] {
  return facts.flatMap(([what, fact]) => (fact === undefined ? [] : [[what, fact]]));
}
