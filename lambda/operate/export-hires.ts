import type { Exported, Refused } from './answer.ts';
import { showHire } from './describe-hire.ts';
import type { ListParts } from './list-hires.ts';
import { readPageToken, toPageToken } from './page-token.ts';
import type { OperateRequest } from './request.ts';

/** An answer of Lambda has at most 6 MB; a hire with its story takes less than 6 KB. */
const mostHires = 500;

/**
 * A page of all hires with their stories, in the order of the table.
 * @throws the error of the table.
 */
export async function exportHires(
  { after }: Extract<OperateRequest, { action: 'export' }>,
  { settings, readPage, nowMs }: Pick<ListParts, 'settings' | 'readPage' | 'nowMs'>,
): Promise<Exported | Refused> {
  const position = after === undefined ? { by: 'scan' as const } : readPageToken('export', after);
  if ('ok' in position) return position;
  const { items, next } = await readPage({
    after: position.by === 'scan' ? position.after : undefined,
    all: true,
    limit: mostHires,
  });
  return {
    ok: true,
    hires: items.map((item) => showHire(item, settings, nowMs())),
    ...(next !== undefined && { next: toPageToken('export', { by: 'scan', after: next }) }),
  };
}
