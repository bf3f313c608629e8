import type { Configuration } from '../../config/configuration.ts';
import { type ListedHires, mostRows, UnusableIndex } from '../aws/listed-hires.ts';
import type { StoredHires, StoredRow } from '../aws/stored-hires.ts';
import { stretchesOf } from '../hire/listing.ts';
import { isWaiting } from '../hire/states.ts';
import type { HireInList, Listed, Refused } from './answer.ts';
import { type DescribeSettings, describeHire } from './describe-hire.ts';
import type { FindParts } from './find-hire.ts';
import { createGoesTomorrow } from './goes-tomorrow.ts';
import { type Position, readPageToken, toPageToken } from './page-token.ts';
import type { OperateRequest } from './request.ts';
import { readStandingPause, toStandingPause } from './standing-pause.ts';

type ListRequest = Extract<OperateRequest, { action: 'list' }>;
type Which = ListRequest['which'];

export interface ListParts {
  settings: DescribeSettings & Pick<Configuration, 'invite'>;
  readPage: StoredHires['readPage'];
  listed: ListedHires;
  find: Pick<FindParts, 'readStored'>;
  nowMs: () => number;
}

/**
 * A page of hires, and the pause that stands. Who needs a hand or waits comes from the index, in the order in which a person reads it; other lists
 * come from a scan, in the order of the table.
 * @param hasTime whether there is time to read another page of the table.
 * @throws the error of the table.
 */
export async function listHires(
  { which, after }: ListRequest,
  parts: ListParts,
  hasTime: () => boolean,
): Promise<Listed | Refused> {
  const position = after === undefined ? beginningOf(which, parts) : readPageToken(which, after);
  if ('ok' in position) return position;
  if (position.by === 'scan') return listByScan(which, position.after, parts, hasTime);
  try {
    return await listByIndex(which, position, parts);
  } catch (error) {
    if (error instanceof UnusableIndex) return listByScan(which, undefined, parts, hasTime);
    throw error;
  }
}

function isIndexed(which: Which): boolean {
  return which !== 'invited' && which !== 'all';
}

function beginningOf(which: Which, { nowMs }: ListParts): Position {
  if (!isIndexed(which)) return { by: 'scan' };
  return { by: 'index', keys: [], left: stretchesOf(nowMs()) };
}

/**
 * At most two queries and one batch of rows. The first page names the hires of all pages, up to `mostKeys`, and each page
 * says of its own what is true then: so no hire is on two pages, and none is left out. Beyond that, a hire that is written
 * while the pages are read may be on two, or be left out.
 */
async function listByIndex(
  which: Which,
  position: Position & { by: 'index' },
  parts: ListParts,
): Promise<Listed> {
  const { listed } = parts;
  const { keys, left } = position.keys.length > 0 ? position : await listed.find(position.left);
  const { rows, stack } = await listed.read(keys.slice(0, mostRows));
  const described = describe(rows, which, parts);
  const later = keys.slice(mostRows);
  const isLast = later.length === 0 && left.length === 0;
  return {
    ok: true,
    hires: described,
    ...(!isLast && { next: toPageToken(which, { by: 'index', keys: later, left }) }),
    ...toStandingPause(stack),
  };
}

/** An answer of Lambda has at most 6 MB; a hire takes less than 2 KB. */
const mostHires = 1000;

async function listByScan(
  which: Which,
  after: string | undefined,
  parts: ListParts,
  hasTime: () => boolean,
): Promise<Listed> {
  const hires: HireInList[] = [];
  let from = after;
  do {
    const { items, next } = await parts.readPage({ after: from, all: which === 'all' });
    hires.push(...describe(items, which, parts));
    from = next;
  } while (from !== undefined && hires.length < mostHires && hasTime());
  return {
    ok: true,
    hires,
    ...(from !== undefined && { next: toPageToken(which, { by: 'scan', after: from }) }),
    ...(isIndexed(which) && { scanned: true }),
    ...(await readStandingPause(parts.find)),
  };
}

/** Of some rows, those that are asked for. */
function describe(rows: readonly StoredRow[], which: Which, { settings, nowMs }: ListParts): HireInList[] {
  const now = nowMs();
  const goesTomorrow = createGoesTomorrow(now, settings.invite.timeZone);
  const isAskedFor: Record<Which, (hire: HireInList) => boolean> = {
    open: (hire) => hire.needsHand || isWaiting(hire),
    'needs-hand': ({ needsHand }) => needsHand,
    waiting: (hire) => isWaiting(hire) && !hire.needsHand,
    tomorrow: goesTomorrow,
    invited: ({ state, needsHand }) => state === 'invited' && !needsHand,
    all: () => true,
  };
  return rows.map((row) => describeHire(row, settings, now)).filter(isAskedFor[which]);
}
