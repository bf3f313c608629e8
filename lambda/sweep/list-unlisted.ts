import { errorFields, type Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import type { StoredHires } from '../aws/stored-hires.ts';
import type { WriteListing } from '../aws/write-listing.ts';
import { listingOfStored } from '../hire/listing.ts';
import type { Run } from './run.ts';

export interface ListUnlistedParts {
  scanUnlisted: StoredHires['scanUnlisted'];
  writeListing: WriteListing;
  log: Log;
  count: CountMetric;
}

/**
 * Gives the rows a place in the index that have none, because an earlier version has written them: otherwise no list
 * would have them until they are next written. A dry run leaves them. Never throws.
 */
export async function listUnlisted(
  { dryRun, requestId, hasTime }: Run,
  { scanUnlisted, writeListing, log, count }: ListUnlistedParts,
): Promise<void> {
  if (dryRun) return;
  try {
    for await (const rows of scanUnlisted()) {
      for (const row of rows) {
        const listing = listingOfStored(row);
        if (listing !== undefined) await writeListing(row, listing);
      }
      if (hasTime()) continue;
      log.warn('out of time to list more hires', { requestId });
      break;
    }
  } catch (error) {
    log.error('hires not listed', { requestId, ...errorFields(error) });
    count('SweepFailed');
  }
}
