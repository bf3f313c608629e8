import type { StoredHires } from '../aws/stored-hires.ts';
import { isWaiting } from '../hire/states.ts';
import type { Listed, ListedHire } from './answer.ts';
import { type DescribeSettings, describeHire } from './describe-hire.ts';
import type { OperateRequest } from './request.ts';

type ListRequest = Extract<OperateRequest, { action: 'list' }>;

export interface ListParts {
  settings: DescribeSettings;
  readPage: StoredHires['readPage'];
  nowMs: () => number;
}

/** An answer of Lambda has at most 6 MB; a hire takes less than 2 KB. */
const mostHires = 1000;

/**
 * A page of hires, in the order of the table.
 * @param hasTime whether there is time to read another page of the table.
 * @throws the error of the table.
 */
export async function listHires(
  { which, after }: ListRequest,
  { settings, readPage, nowMs }: ListParts,
  hasTime: () => boolean,
): Promise<Listed> {
  const hires: ListedHire[] = [];
  let from = after;
  do {
    const { items, next } = await readPage({ after: from, all: which === 'all' });
    const described = items.map((item) => describeHire(item, settings, nowMs()));
    hires.push(...described.filter((hire) => isAskedFor(hire, which)));
    from = next;
  } while (from !== undefined && hires.length < mostHires && hasTime());
  return { ok: true, hires, ...(from !== undefined && { next: from }) };
}

function isAskedFor(hire: ListedHire, which: ListRequest['which']): boolean {
  const { needsHand, state } = hire;
  switch (which) {
    case 'open':
      return needsHand || isWaiting(hire);
    case 'needs-hand':
      return needsHand;
    case 'waiting':
      return isWaiting(hire) && !needsHand;
    case 'invited':
      return state === 'invited' && !needsHand;
    case 'all':
      return true;
  }
}
