import type { HiresTable } from '../aws/hires-table.ts';
import type { UsersTable } from '../aws/users-table.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { judgeHolder } from '../hire/judge-holder.ts';

const keepClaimsDays = 400;

/** Whether this hire may send to the user. Another hire may have claimed the user: see `judgeHolder`. */
export type UserClaimed = 'ours' | 'invited' | 'busy';

/**
 * Claims a OneLogin user for a hire, unless another hire that has claimed the user is inviting, or has just invited.
 * Each send writes the claim again, even if the hire already holds it, so that a hire that judged the holder earlier is
 * refused.
 * @param row the row of the hire, in which the send is already noted.
 * @throws the errors of the tables.
 */
export async function claimUser(
  user: string,
  row: HireRow,
  { hires, users, nowMs }: { hires: Pick<HiresTable, 'read'>; users: UsersTable; nowMs: () => number },
): Promise<UserClaimed> {
  const claim = await users.read(user);
  if (claim !== undefined && claim.hire !== row.hire) {
    const verdict = judgeHolder(await hires.read(claim.hire), nowMs());
    if (verdict !== 'free') return verdict;
  }
  const written = await users.write({
    user,
    hire: row.hire,
    version: (claim?.version ?? 0) + 1,
    writer: row.writer,
    expiresAt: Math.ceil(nowMs() / 1000) + keepClaimsDays * 24 * 60 * 60,
  });
  // If somebody was faster, the claim is theirs now.
  return written ? 'ours' : claimUser(user, row, { hires, users, nowMs });
}
