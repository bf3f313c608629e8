import * as v from 'valibot';
import type { HiresTable } from '../aws/hires-table.ts';
import { NewerRow } from '../aws/versioned-table.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { type Refused, refuse } from './answer.ts';

/**
 * The row of a hire that is about to be acted on.
 * @throws the errors of the table.
 */
export async function readHire(
  hire: string,
  { hires }: { hires: Pick<HiresTable, 'read'> },
): Promise<HireRow | Refused> {
  try {
    return (await hires.read(hire)) ?? refuse('HIRE_UNKNOWN', 'There is no such hire.');
  } catch (error) {
    if (error instanceof NewerRow)
      return refuse(
        'ROW_UNREADABLE',
        'A newer version of Hire Invites has written this row. Deploy it again.',
      );
    if (v.isValiError(error)) return refuse('ROW_UNREADABLE', 'The row of this hire cannot be read.');
    throw error;
  }
}
