import { type HireRow, isLeased, linkLivesMs } from './hire-row.ts';

/**
 * Whether a hire may invite a OneLogin user whom another hire has claimed. `invited`: the link that it sent is still
 * good. `busy`: it is sending, or may have sent a link that is still good. `free`: it has sent nothing that is still of
 * use.
 * @param holder the row of the other hire.
 */
export function judgeHolder(holder: HireRow | undefined, now: number): 'free' | 'invited' | 'busy' {
  if (holder === undefined) return 'free';
  const { unresolvedSend, state, invitedAt = holder.updatedAt } = holder;
  if (state === 'invited' && now < invitedAt + linkLivesMs) return 'invited';
  const mayHaveSent = unresolvedSend !== undefined && now < unresolvedSend.startedAt + linkLivesMs;
  return mayHaveSent || isLeased(holder, now) ? 'busy' : 'free';
}
