import * as v from 'valibot';
import { type ListedHires, UnusableIndex } from '../../aws/listed-hires.ts';
import type { StoredRow } from '../../aws/stored-hires.ts';
import type { UsersTable } from '../../aws/users-table.ts';
import { nameHire, showHire } from '../../hire/hire-key.ts';
import { HireRow } from '../../hire/hire-row.ts';
import { type Finding, iso } from '../answer.ts';
import { fault } from './finding.ts';

export interface TwoHiresParts {
  configuration: { name: string };
  listed: Pick<ListedHires, 'readAll'>;
  users: Pick<UsersTable, 'read'>;
  nowMs: () => number;
}

const weekMs = 7 * 24 * 60 * 60 * 1000;

/** How many people are looked up. One is enough to tell. */
const mostUsers = 20;

/**
 * Looks for a person who is two hires of one source: there the list has other ids than the webhooks. Only the second of
 * the two shows it, when it comes to a OneLogin user who has been mailed for the first. What is open counts, and who was
 * mailed in the last week.
 * @param listing the sources that have a list.
 */
export async function checkTwoHires(listing: readonly string[], parts: TwoHiresParts): Promise<Finding[]> {
  if (listing.length === 0) return [];
  const { configuration, users } = parts;
  const told = new Map<string, Finding>();
  for (const { hire, oneLoginUserId } of await findSecond(listing, parts)) {
    const { source } = nameHire(hire);
    const first = told.has(source) ? undefined : (await users.read(oneLoginUserId))?.hire;
    if (first === undefined || first === hire || !isOneList(first, hire)) continue;
    const both = `${showHire(first)} and ${showHire(hire)}`;
    told.set(source, fault('ONE_PERSON_TWO_HIRES', source, configuration.name, both));
  }
  return [...told.values()];
}

interface Second {
  hire: string;
  oneLoginUserId: string;
}

async function findSecond(listing: readonly string[], { listed, nowMs }: TwoHiresParts): Promise<Second[]> {
  const found: Second[] = [];
  try {
    for await (const rows of listed.readAll(iso(nowMs() - weekMs)))
      found.push(...rows.flatMap(toSecond).filter(({ hire }) => listing.includes(nameHire(hire).source)));
  } catch (error) {
    // For some minutes after an update. The check of tomorrow looks again.
    if (!(error instanceof UnusableIndex)) throw error;
  }
  return found.slice(0, mostUsers);
}

/** Nothing, if no other hire has been mailed for the person. */
function toSecond(row: StoredRow): Second[] {
  const { output, success } = v.safeParse(HireRow, row);
  if (!success || output.oneLoginUserId === undefined) return [];
  const { hire, oneLoginUserId, outcomes = [] } = output;
  const isSecond = outcomes.some(({ code }) => code === 'INVITED_AS_ANOTHER_HIRE');
  return isSecond ? [{ hire, oneLoginUserId }] : [];
}

/** Whether two hires should be one. A person may be in two companies of a source, and then has an id in each. */
function isOneList(one: string, other: string): boolean {
  const [first, second] = [nameHire(one), nameHire(other)];
  if (first.source !== second.source) return false;
  const areOfTwoCompanies =
    first.tenant !== undefined && second.tenant !== undefined && first.tenant !== second.tenant;
  return !areOfTwoCompanies || first.employeeId === second.employeeId;
}
