import { deliveryMs, isNewer, isNews, isOvertaken } from './announcement.ts';
import type { HireRow } from './hire-row.ts';
import { isWhole, type Look } from './look.ts';

/**
 * The message in its place among the words. Without a date of its own, a creation whose record was heard before may be a
 * repeat. If so, the creation that was said last came after it, however late the repeat is delivered.
 */
export function inOrder<Message extends Look>(
  look: Message,
  { announced, createdAt, heardRecords }: Partial<HireRow> = {},
): Message {
  const isInTime = createdAt !== undefined && look.saidAt <= createdAt + deliveryMs;
  if (!isInTime || look.purpose !== 'invite' || !mayRepeat(look, heardRecords)) return look;
  if (isTheWordItself(look, announced)) return look;
  return { ...look, saidAt: Math.min(look.saidAt, createdAt - 1) };
}

/** Whether it is the latest word, which was put off, and comes now as its own wake-up. */
function isTheWordItself({ event, personHash, saidAt }: Look, announced: HireRow['announced']): boolean {
  return announced?.event === event && announced.personHash === personHash && announced.saidAt === saidAt;
}

function mayRepeat(
  { event, isDated, personHash }: Look,
  heardRecords: HireRow['heardRecords'] = [],
): boolean {
  return event === 'created' && !isDated && heardRecords.includes(personHash);
}

/**
 * The latest announcement, the latest creation and the moment, once this message is counted in.
 * @param options.isKept whether the message of a change that was noted before the creation is still to come.
 */
export function latestWord(
  row: Partial<HireRow> | undefined,
  look: Look,
  { isKept = false }: { isKept?: boolean } = {},
): Pick<HireRow, 'announced' | 'createdAt'> & Start {
  const { announced, createdAt: createdBefore } = row ?? {};
  const { event, saidAt, isDated, personHash, addressHash } = look;
  // A wake-up says nothing, unless nobody has said anything.
  if (announced !== undefined && look.purpose === 'look') return {};
  // A repeat of what was said before a removal must not look like a creation since then.
  const isRepeat = createdBefore !== undefined && mayRepeat(look, row?.heardRecords);
  const isCreation = event === 'created' && !isRepeat;
  const createdAt = isCreation ? Math.max(saidAt, createdBefore ?? saidAt) : createdBefore;
  const creation = createdAt !== undefined && { createdAt };
  if (announced !== undefined && isNewer(announced, look)) {
    // The message of a change that was only noted is gone, so this one need not make way for it.
    const isGone = row?.state === 'unannounced' && !isKept;
    const latest = isGone ? { ...announced, personHash, isWhole: false } : announced;
    // If the latest word has no start date, an older word may still give it.
    return { announced: latest, ...creation, ...startBy(row ?? {}, look) };
  }
  // A word that is not enough to invite by moves the start, and leaves the record to invite by as it is.
  if (announced?.isWhole === true && !isWhole(look))
    return { announced, ...creation, ...startBy(look, row ?? {}) };
  const hashes = { personHash, ...(addressHash !== undefined && { addressHash }) };
  const latest = { event, saidAt, isDated, ...hashes, isWhole: isWhole(look) };
  return { announced: latest, ...creation, ...startBy(look, row ?? {}) };
}

type Start = Pick<HireRow, 'notBefore' | 'startDate' | 'timeZone'>;

/** What the first says of the start, and for the rest what the second says. */
function startBy(first: Start, second: Start): Start {
  const { notBefore, startDate } = first.notBefore === undefined ? second : first;
  const timeZone = first.timeZone ?? second.timeZone;
  return {
    ...(notBefore !== undefined && { notBefore }),
    ...(startDate !== undefined && { startDate }),
    ...(timeZone !== undefined && { timeZone }),
  };
}

/**
 * Whether a creation leaves the mail to a change that was noted before it, and whose message is still to come: it has
 * other addresses, which are the right ones.
 */
export function isLeftToChange(
  { announced, waitUntil = 0 }: Partial<HireRow>,
  look: Look,
  now: number,
): boolean {
  if (announced === undefined || now >= waitUntil || !isOvertaken(look, announced)) return false;
  return announced.addressHash !== undefined && announced.addressHash !== look.addressHash;
}

/** Whether a message says something that the row does not know yet. A wake-up says nothing. */
export function bringsNews({ announced }: HireRow, look: Look): boolean {
  return look.purpose === 'invite' && announced !== undefined && isNews(look, announced);
}

/**
 * Whether a later word has a record of its own that can do without the others. It made a wake-up of its own, so nobody
 * is mailed by an earlier record.
 */
export function hasLaterRecord({ announced }: HireRow, look: Look): boolean {
  return announced?.isWhole === true && isOvertaken(look, announced);
}
