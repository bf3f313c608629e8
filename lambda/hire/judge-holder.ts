import { type HireRow, isLeased, linkLivesMs } from './hire-row.ts';

/**
 * Whether a hire may invite a OneLogin user whom another hire has claimed. `invited`: the link that the other hire sent
 * is still valid. `busy`: the other hire is sending, or may have sent a link that is still valid. `free`: it has sent
 * no link that is still valid.
 * @param holder the row of the other hire.
 */
export function judgeHolder(holder: HireRow | undefined, now: number): 'free' | 'invited' | 'busy' {
  if (holder === undefined) return 'free';
  const { unresolvedSend, state, invitedAt = holder.updatedAt } = holder;
  if (state === 'invited' && now < invitedAt + linkLivesMs) return 'invited';
  const mayHaveSent = unresolvedSend !== undefined && now < unresolvedSend.startedAt + linkLivesMs;
  return mayHaveSent || isLeased(holder, now) ? 'busy' : 'free';
}
