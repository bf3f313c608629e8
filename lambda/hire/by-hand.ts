/** The source of the people whom an operator invites by hand. No source of the configuration may have this key. */
export const byHand = 'by-hand';

/** @param hire a row key. */
export function isByHand(hire: string): boolean {
  return hire.startsWith(`${byHand}/`);
}
