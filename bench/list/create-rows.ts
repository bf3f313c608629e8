import { hashText } from '../../lambda/hire/hash.ts';
import { type HireRow, keptUntil } from '../../lambda/hire/hire-row.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/**
 * The rows of a company that has hired `count` people: of a hundred one is open (one in ten of those needs a hand, the
 * others wait for their first day), three were mailed in the last week (one of them is still awaited), and the rest are
 * done. The same count gives the same rows.
 */
export function createRows(count: number, source: string, now: number): HireRow[] {
  return Array.from({ length: count }, (_, index) => createRow(index, source, now));
}

function createRow(index: number, source: string, now: number): HireRow {
  const kind = index % 100;
  const turn = Math.floor(index / 100);
  if (kind === 0) return turn % 10 === 0 ? parkedRow(index, source, now) : waitingRow(index, source, now);
  if (kind <= 3) return mailedRow(index, source, now, (index % 7) * day + hour, kind === 1);
  return mailedRow(index, source, now, (8 + (index % 390)) * day, false);
}

function parkedRow(index: number, source: string, now: number): HireRow {
  const at = now - (1 + (index % 5)) * hour;
  return {
    ...baseRow(index, source, at),
    state: 'parked',
    code: 'USER_SUSPENDED',
    outcomes: [{ code: 'USER_SUSPENDED', at }],
    parked: { at, messageId: hashText(`message ${index}`) },
    parkedRecords: [hashText(`record ${index}`)],
  };
}

function waitingRow(index: number, source: string, now: number): HireRow {
  const at = now - day;
  const notBefore = now + (1 + (index % 60)) * day;
  return {
    ...baseRow(index, source, at),
    state: 'waiting',
    code: 'NOT_DUE_YET',
    outcomes: [{ code: 'NOT_DUE_YET', at }],
    notBefore,
    waitUntil: notBefore,
    wakeUp: { purpose: 'invite', personHash: hashText(`person ${index}`), at: notBefore },
  };
}

function mailedRow(index: number, source: string, now: number, agoMs: number, isAwaited: boolean): HireRow {
  const invitedAt = now - agoMs;
  const common = {
    ...baseRow(index, source, invitedAt),
    invitedAt,
    isCounted: true,
    oneLoginUserId: String(100_000 + index),
    mailedTo: hashText(`address ${index}`),
    mailKeys: [`mail:${hashText(`address ${index}`)}`],
    followUpsSent: 0,
  };
  const invited = { code: 'INVITED', at: invitedAt, mail: 'first' } as const;
  if (isAwaited)
    return {
      ...common,
      state: 'invited',
      code: 'INVITED',
      outcomes: [invited],
      followUpAt: now + day,
      wakeUp: { purpose: 'follow-up', personHash: hashText(`person ${index}`), at: now + day },
    };
  return {
    ...common,
    state: 'activated',
    code: 'ACTIVATED',
    outcomes: [invited, { code: 'ACTIVATED', at: invitedAt + hour / 2 }],
    endedAt: invitedAt + hour / 2,
    updatedAt: invitedAt + hour / 2,
    expiresAt: keptUntil(now),
  };
}

function baseRow(index: number, source: string, at: number): Omit<HireRow, 'state'> {
  const personHash = hashText(`person ${index}`);
  return {
    hire: `${source}//${index}`,
    schema: 1,
    version: 3,
    writer: hashText(`writer ${index}`),
    announced: { event: 'created', saidAt: at, isDated: false, personHash, isWhole: true },
    createdAt: at,
    heardAt: at,
    heardRecords: [hashText(`record ${index}`)],
    startDate: new Date(at).toISOString().slice(0, 10),
    rung: 0,
    firstAttemptAt: at,
    updatedAt: at,
    requestId: hashText(`request ${index}`).slice(0, 36),
  };
}
