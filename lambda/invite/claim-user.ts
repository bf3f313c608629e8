import { judgeHolder } from './decide.ts';
import type { HireRow } from './hire-row.ts';
import type { HiresTable } from './hires-table.ts';
import type { SendClaim } from './invite-hire.ts';
import type { UserClaims } from './user-claims.ts';

const keepClaimsDays = 400;

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
