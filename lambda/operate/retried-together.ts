import type { ListedHire } from './answer.ts';

/** What another try does not mend: the hire itself goes on, and a retry would only mail the person once more. */
const besideTheHire = ['ANOTHER_PERSON_UNDER_THIS_ID', 'TIME_ZONE_UNKNOWN'];

/**
 * Whether a hire is tried again when all are that need a hand, or all of one code. Both the command, which counts them
 * first, and the function go by this.
 */
export function isRetriedTogether(
  { state, code = '', needsHand }: Pick<ListedHire, 'state' | 'code' | 'needsHand'>,
  wanted: string | undefined,
): boolean {
  const mayHelp = ['parked', 'not-activated', 'waiting', 'sending'].includes(state);
  return needsHand && mayHelp && !besideTheHire.includes(code) && (wanted === undefined || code === wanted);
}
