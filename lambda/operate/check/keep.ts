import { type CheckedTable, checkedKey } from '../../aws/job-rows.ts';
import { isTold } from '../../hire/set-up-faults.ts';
import { type Finding, iso } from '../answer.ts';

/**
 * Notes what is wrong, for the notices. What an earlier check found too keeps its time, so that it is new only once. If
 * somebody else writes at the same moment, it is noted after that.
 * @param writer the token of this run.
 * @throws the errors of the table; NewerRow after a rollback.
 */
export async function keepFaults(
  findings: readonly Finding[],
  checked: CheckedTable,
  { now, writer }: { now: number; writer: string },
): Promise<void> {
  const before = await checked.read(checkedKey);
  const checkedAt = iso(now);
  const faults = findings
    .filter(({ verdict, code }) => verdict === 'wrong' && isTold(code))
    .map(({ subject, code }) => {
      const known = before?.faults.find((one) => one.subject === subject && one.code === code);
      return { subject, code, since: known?.since ?? checkedAt };
    });
  const version = (before?.version ?? 0) + 1;
  const isNoted = await checked.write({ source: checkedKey, checkedAt, faults, version, writer });
  if (!isNoted) await keepFaults(findings, checked, { now, writer });
}
