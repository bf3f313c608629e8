import * as v from 'valibot';
import { type CheckedTable, checkedKey } from '../aws/job-rows.ts';
import { NewerRow } from '../aws/versioned-table.ts';

/** Something in the set-up that is wrong. */
export interface ToldFault {
  subject: string;
  code: string;
  /** Milliseconds since 1970; undefined if it is not known. */
  since?: number;
}

const lateAfterMs = 2 * 24 * 60 * 60 * 1000;

/**
 * What the last check of the set-up found, and whether there has been one at all: a check that does not run finds nothing.
 * Where none has run yet, it is awaited from now on.
 * @param writer the token of this run.
 * @throws the errors of the table.
 */
export async function readFaults(
  writer: string,
  now: number,
  { checked }: { checked: CheckedTable },
): Promise<ToldFault[]> {
  const found = await readChecked(checked);
  if (found === 'unreadable') return [{ subject: 'doctor', code: 'DAILY_CHECK_UNREADABLE' }];
  if (found === undefined) {
    const checkedAt = new Date(now).toISOString();
    await checked.write({ source: checkedKey, checkedAt, faults: [], version: 1, writer });
    return [];
  }
  const lateAt = Date.parse(found.checkedAt) + lateAfterMs;
  return [
    ...found.faults.map(({ subject, code, since }) => ({ subject, code, since: Date.parse(since) })),
    ...(lateAt < now ? [{ subject: 'doctor', code: 'DAILY_CHECK_LATE', since: lateAt }] : []),
  ];
}

async function readChecked(checked: CheckedTable) {
  try {
    return await checked.read(checkedKey);
  } catch (error) {
    if (error instanceof NewerRow || error instanceof v.ValiError) return 'unreadable';
    throw error;
  }
}
