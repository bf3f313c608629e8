import type * as v from 'valibot';
import type { OperateRequest } from '../../lambda/operate/request.ts';
import { askOperate } from '../ask-operate.ts';
import { withProgress } from '../command.ts';
import type { Connection } from '../connection.ts';

type Paged = Extract<OperateRequest, { action: 'list' | 'export' }>;

/** Asks for the pages of a list, one after the other. */
export async function* askPages<Page extends { next?: string | undefined }>(
  request: Paged,
  schema: v.GenericSchema<unknown, Page>,
  connection: Connection,
): AsyncIterable<Page> {
  let after: string | undefined;
  do {
    const asked = askOperate({ ...request, ...(after !== undefined && { after }) }, schema, connection);
    const page: Page = await withProgress('The hires are read', asked);
    yield page;
    after = page.next;
  } while (after !== undefined);
}
