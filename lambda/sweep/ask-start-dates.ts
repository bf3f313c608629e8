import { hashText } from '../hire/hash.ts';
import type { Failure } from '../hire/outcomes.ts';
import type { EmployeePage, ListCalls, ListedEmployee } from '../hr-systems/api/api.ts';
import { askForMore, asksForMore } from '../hr-systems/api/ask-for-more.ts';
import type { ListingApi } from '../hr-systems/api/next-page.ts';
import type { ConnectedSource } from '../hr-systems/connect-sources.ts';
import { isAnnounced } from './judge-employee.ts';
import { type LookUpParts, lookUp } from './look-up.ts';
import type { Run } from './run.ts';

/** About so many employees of a page a run asks, and it goes on to another page only before so many calls. */
export const mostAsked = 250;

interface Completed {
  page: EmployeePage;
  /** Whether some employees of the page were left out. */
  isCut: boolean;
  /** Why the HR system was not asked about the others. */
  failure?: Failure;
  /** Why it does not tell the start dates of some. */
  refused?: Failure;
}

/**
 * Asks for the start dates of a page, if its list does not say them. Only employees who are not known are asked about:
 * those who are known wait for a moment, and are asked about once a day.
 */
export async function askStartDates(
  page: EmployeePage,
  listed: ConnectedSource & { api: ListingApi },
  { run, calls }: { run: Run; calls: ListCalls },
  parts: LookUpParts,
): Promise<Completed> {
  if (!asksForMore(listed.api)) return { page, isCut: false };
  const known = await Promise.all(
    page.employees.map(async (employee) => {
      const found = await lookUp(employee, listed, run, parts);
      return { employee, isNew: found !== undefined && !isAnnounced(found.row) };
    }),
  );
  const isNew = known.filter((one) => one.isNew).map(({ employee }) => employee);
  const others = known.filter((one) => !one.isNew).map(({ employee }) => employee);
  const turn = fromAnywhere(isNew, calls.nowMs()).slice(0, mostAsked);
  const { employees, ...why } = await askForMore(turn, listed.api, calls);
  return {
    page: { ...page, employees: [...others, ...employees] },
    isCut: turn.length < isNew.length,
    ...why,
  };
}

/** Begins elsewhere each time, so that those who come behind a limit are asked about in another run. */
function fromAnywhere(employees: readonly ListedEmployee[], nowMs: number): ListedEmployee[] {
  const start = Number.parseInt(hashText(String(nowMs)).slice(0, 8), 16) % Math.max(employees.length, 1);
  return [...employees.slice(start), ...employees.slice(0, start)];
}
