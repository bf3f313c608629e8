import type { ListedHire } from './answer.ts';

/** What a button asks of `operate` about one hire. */
export const hireActs = ['retry', 'cancel', 'undo-cancel'] as const;
export type HireAct = (typeof hireActs)[number];

export const actLabels = {
  retry: 'Retry',
  cancel: 'Cancel',
  'undo-cancel': 'Undo the cancel',
} as const satisfies Record<HireAct, string>;

const unsettled: readonly string[] = ['waiting', 'sending', 'parked', 'invited', 'not-activated'];

/** What can be done about a hire now. To forget it is not offered: there is no undo. */
export function actsFor({ state, code }: Pick<ListedHire, 'state' | 'code'>): HireAct[] {
  if (code === 'CANCELLED_BY_OPERATOR') return ['undo-cancel'];
  return unsettled.includes(state) ? ['retry', 'cancel'] : [];
}
