import type { MomentSettings } from '../../lambda/hire/moment.ts';
import type { SimulatedMail } from './simulated-onelogin.ts';
import type { Words } from './words.ts';
import type { World } from './world.ts';

/** What is promised of each mail, at the call that sends it. */

export const linkLivesMs = 24 * 60 * 60 * 1000;
/** How long after the look at the user a mail may go out. */
export const finishesLateMs = 10 * 60 * 1000;
/** How far two processes' clocks are apart at most. */
export const clocksMs = 6 * 1000;

export interface Call {
  hire: string;
  /** The user's address in OneLogin, and the one that the mail goes to. */
  email: string;
  to: string;
}

export interface MailSight {
  mails: readonly SimulatedMail[];
  weekends: MomentSettings['weekends'];
  timeZone: string;
  /** Whether the operator has asked for another mail since. */
  isAskedSince(hire: string, at: number): boolean;
  /** Whether the account is on, but was never used, and such people are only to be told of. */
  isOnlyToldOf(email: string): boolean;
  /** Whether the row says that the mail went out. */
  isKnown(mail: SimulatedMail): boolean;
  /** Whether a send since then got no clear answer. */
  wasUnclearSince(hire: string, at: number): boolean;
  /** What the HR system has told in the last minute, if it can be asked; otherwise undefined. */
  byHr(hire: string): { moment: number; mailTo: string }[] | undefined;
}

export function checkMail({ hire, email, to }: Call, words: Words, sight: MailSight, world: World): void {
  const { mails, weekends, timeZone, byHr, isAskedSince, isOnlyToldOf, isKnown, wasUnclearSince } = sight;
  const ahead = (moment: number) => world.now() + clocksMs < moment;
  const known = byHr(hire) ?? words.counting(hire);
  const addresses = byHr(hire)?.map(({ mailTo }) => mailTo) ?? words.addresses(hire);

  if (!words.isAnnounced(hire)) world.breaks(`${hire} is invited, but nobody announced it`);
  if (words.isGone(hire)) world.breaks(`${hire} is invited, but was removed`);
  if (known.length > 0 && known.every(({ moment }) => ahead(moment)))
    world.breaks(`${hire} is invited too early`);
  if (!addresses.includes(to)) world.breaks(`${hire} is mailed at ${to}, which is not what was said last`);
  // One that was due on a working day, and failed, may go out on a weekend. So may one that got no clear answer.
  const before = findBefore();
  const zones = byHr(hire) ? [timeZone] : words.counting(hire).map((said) => said.timeZone);
  if (
    before &&
    !isAskedSince(hire, before.askedAt) &&
    zones.every((zone) => isWeekend(before.askedAt + linkLivesMs, zone) && isWeekend(world.now(), zone)) &&
    weekends !== 'send'
  )
    world.breaks(`${hire} is sent the invite again on a weekend`);
  const byHand = mails.findLast((mail) => mail.by === 'hand' && mail.to === to);
  if (byHand !== undefined && !isAskedSince(hire, byHand.at) && isWithinItsLink(byHand.at))
    world.breaks(`${to} is mailed while the link that an administrator sent lives`);
  // What the operator asked for, and got no clear answer, may be sent once more.
  const last = mails.findLast((mail) => mail.by === hire && mail.email === email && isKnown(mail));
  const { askedAt = 0 } = last ?? {};
  if (isOnlyToldOf(email) && !isAskedSince(hire, askedAt) && !wasUnclearSince(hire, askedAt))
    world.breaks(`${email} never signed in, and is mailed against the settings`);

  /** The person was mailed for the same employment, and that link is dead. Another address is a correction. */
  function findBefore(): SimulatedMail | undefined {
    const last = mails.findLast((mail) => mail.by === hire && mail.email === email && isKnown(mail));
    if (last?.to !== to || world.now() < last.askedAt + linkLivesMs - finishesLateMs) return undefined;
    const creations = words.all(hire).filter(({ event }) => event === 'created');
    return creations.every(({ saidAt }) => saidAt < last.at) ? last : undefined;
  }

  function isWithinItsLink(at: number): boolean {
    return world.now() > at + finishesLateMs && world.now() < at + linkLivesMs - finishesLateMs;
  }
}

function isWeekend(now: number, timeZone: string): boolean {
  return ['Sat', 'Sun'].includes(new Intl.DateTimeFormat('en', { weekday: 'short', timeZone }).format(now));
}
