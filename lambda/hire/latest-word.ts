import { isNewer } from './announcement.ts';
import type { HireRow } from './hire-row.ts';
import type { Look } from './look.ts';

/**
 * What is known of the moment, and from which announcement, once this one is known too.
 * @param notBefore the moment by the message's own start date, if it has one.
 */
export function latestWord(
  row: HireRow | undefined,
  look: Look,
  notBefore: number | undefined,
): Pick<HireRow, 'announced' | 'notBefore'> {
  const { announced, notBefore: known } = row ?? {};
  const { event, saidAt, isDated, personHash } = look;
  if (announced !== undefined && isNewer(announced, look)) {
    // A change that was only noted left no message behind that this one would have to make way for.
    const latest = row?.state === 'unannounced' ? { ...announced, personHash } : announced;
    // What the latest word leaves out of the start, an older one may still tell.
    return { announced: latest, ...moment(known ?? notBefore) };
  }
  return { announced: { event, saidAt, isDated, personHash }, ...moment(notBefore ?? known) };
}

function moment(notBefore: number | undefined): Pick<HireRow, 'notBefore'> {
  return notBefore === undefined ? {} : { notBefore };
}
