import { randomUUID } from 'node:crypto';
import type { HiresTable } from '../aws/hires-table.ts';
import { cancelByHand, isCancelledByHand, type NoCancel, whyNoCancel } from '../hire/cancel-by-hand.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { type Acted, iso, type Refused, refuse } from './answer.ts';
import { readHire } from './read-hire.ts';

/**
 * Cancels a hire: the person gets no mail any more. It is one write, so there is nothing to be left half done. No message
 * and no schedule is touched: they find the hire cancelled, and are there for an undo.
 * @param hire the row key.
 * @throws the errors of the table.
 */
export async function cancelHire(
  hire: string,
  parts: { hires: HiresTable; nowMs: () => number },
): Promise<Acted | Refused> {
  const row = await readHire(hire, parts);
  if ('ok' in row) return row;
  if (isCancelledByHand(row))
    return { ok: true, hire, message: 'The hire is cancelled already. Nothing is sent.' };
  const now = parts.nowMs();
  const no = whyNoCancel(row, now);
  if (no !== undefined) return refuse(no, sayWhyNot(no, row));
  const cancelled = cancelByHand(row, { token: randomUUID(), now });
  if (!(await parts.hires.write(cancelled))) return cancelHire(hire, parts);
  return { ok: true, hire, message: `The hire is cancelled. ${sayMails(row)}` };
}

function sayMails({ invitedAt, unresolvedSend }: HireRow): string {
  if (unresolvedSend !== undefined)
    return `Nothing more is sent. It is not known whether the mail of ${iso(unresolvedSend.startedAt)} went out.`;
  return invitedAt === undefined
    ? 'Nothing is sent.'
    : `Nothing more is sent. The mail of ${iso(invitedAt)} is out.`;
}

function sayWhyNot(no: NoCancel, { code, state }: HireRow): string {
  switch (no) {
    case 'BEING_TRIED':
      return 'A function is working on the hire right now. Cancel it again in a minute.';
    case 'TRY_AGAIN':
      return 'The hire was parked a moment ago. Nothing is sent. Cancel it again in a minute.';
    case 'UNANNOUNCED':
      return 'The HR system has not announced this employee as a hire.';
    case 'NOTHING_TO_DO':
      return code === 'CANCELLED'
        ? 'There is nothing to cancel: the HR system has removed the employee.'
        : `There is nothing to cancel: the hire is ${state}.`;
  }
}
