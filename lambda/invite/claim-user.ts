import type { HiresTable } from '../aws/hires-table.ts';
import type { UserClaims } from '../aws/users-table.ts';
import { type HireRow, isLeased, linkLivesMs } from '../hire/hire-row.ts';
import type { SendClaim } from './invite-hire.ts';

const keepClaimsDays = 400;

/**
 * Whether a hire may invite a OneLogin user whom another hire has claimed. `invited`: the link that it sent is still
 * good. `busy`: it sends, or may have sent a link that is still good. `free`: it has sent nothing, or nothing that is
 * still of use.
 * @param holder the row of the other hire.
 */
export function judgeHolder(holder: HireRow | undefined, now: number): 'free' | 'invited' | 'busy' {
  if (holder === undefined) return 'free';
  const { unresolvedSend, state, invitedAt = holder.updatedAt } = holder;
  if (state === 'invited' && now < invitedAt + linkLivesMs) return 'invited';
  const mayHaveSent = unresolvedSend !== undefined && now < unresolvedSend.startedAt + linkLivesMs;
  return mayHaveSent || isLeased(holder, now) ? 'busy' : 'free';
}

/**
 * Claims a OneLogin user for a hire, unless another hire that has claimed the user is inviting, or has just invited.
 * A claim is written anew for each send, also one's own: whoever judged its holder before that is refused.
 * @param row of the hire, in which the send is noted already.
 * @throws the errors of the tables.
 */
export async function claimUser(
  user: string,
  row: HireRow,
  parts: { table: HiresTable; userClaims: UserClaims; nowMs: () => number },
): Promise<SendClaim> {
  const { table, userClaims, nowMs } = parts;
  const claim = await userClaims.read(user);
  if (claim !== undefined && claim.hire !== row.hire) {
    const verdict = judgeHolder(await table.read(claim.hire), nowMs());
    if (verdict !== 'free') return verdict;
  }
  const written = await userClaims.write({
    user,
    hire: row.hire,
    version: (claim?.version ?? 0) + 1,
    writer: row.writer,
    expiresAt: Math.ceil(nowMs() / 1000) + keepClaimsDays * 24 * 60 * 60,
  });
  // Somebody was faster; the claim is theirs now.
  return written ? 'ours' : claimUser(user, row, parts);
}
