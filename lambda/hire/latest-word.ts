import { isNewer } from './announcement.ts';
import type { HireRow } from './hire-row.ts';
import type { Look } from './look.ts';

/**
 * The latest announcement and the moment, once this message is counted in.
 * @param notBefore the moment that follows from the message's own start date, if it has one.
 */
export function latestWord(
  row: HireRow | undefined,
  look: Look,
  notBefore: number | undefined,
): Pick<HireRow, 'announced' | 'notBefore'> {
  const { announced, notBefore: known } = row ?? {};
  const { event, saidAt, isDated, personHash } = look;
  if (announced !== undefined && isNewer(announced, look)) {
    // A change that was only noted has no message of its own, so this one need not make way for it.
    const latest = row?.state === 'unannounced' ? { ...announced, personHash } : announced;
    // If the latest word has no start date, an older word may still give it.
    return { announced: latest, ...moment(known ?? notBefore) };
  }
  return { announced: { event, saidAt, isDated, personHash }, ...moment(notBefore ?? known) };
}

function moment(notBefore: number | undefined): Pick<HireRow, 'notBefore'> {
  return notBefore === undefined ? {} : { notBefore };
}
