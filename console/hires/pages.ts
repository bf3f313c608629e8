import type * as v from 'valibot';
import { type HireInList, Listed } from '../../lambda/operate/answer.ts';
import type { OperateRequest } from '../../lambda/operate/request.ts';
import { askOperate } from '../ask-operate.ts';
import { withProgress } from '../command.ts';
import type { Connection } from '../connection.ts';

type Paged = Extract<OperateRequest, { action: 'list' | 'export' }>;

/** Shows a person at the terminal that a page is being read. */
export function showReading<Page>(page: Promise<Page>): Promise<Page> {
  return withProgress('The hires are read', page);
}

/**
 * Asks for the pages of a list, one after the other.
 * @param show shows a person that a page is being read.
 */
export async function* askPages<Page extends { next?: string | undefined }>(
  request: Paged,
  schema: v.GenericSchema<unknown, Page>,
  connection: Connection,
  show: (page: Promise<Page>) => Promise<Page> = (page) => page,
): AsyncIterable<Page> {
  let after: string | undefined;
  do {
    const asked = askOperate({ ...request, ...(after !== undefined && { after }) }, schema, connection);
    const page: Page = await show(asked);
    yield page;
    after = page.next;
  } while (after !== undefined);
}

/**
 * All hires of a list, of all its pages.
 * @param show as for `askPages`.
 */
export async function listHires(
  which: Extract<OperateRequest, { action: 'list' }>['which'],
  connection: Connection,
  show?: (page: Promise<Listed>) => Promise<Listed>,
): Promise<HireInList[]> {
  const hires: HireInList[] = [];
  for await (const page of askPages({ action: 'list', which }, Listed, connection, show))
    hires.push(...page.hires);
  return hires;
}
