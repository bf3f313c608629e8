import type { ConnectedApi } from '../hr-systems/api/api.ts';
import type { HrSystem } from '../hr-systems/hr-system.ts';

/** One invocation. A dry run queues, writes and counts nothing. It reports what it would have queued. */
export interface Run {
  dryRun: boolean;
  requestId: string;
  /** Whether there is time for another page and the work that follows from it. */
  hasTime: () => boolean;
}

/** A source of the configuration, by its key. */
export interface SweptSource {
  source: string;
  hr: HrSystem;
  /** Absent if the HR system has no API to ask. */
  api: ConnectedApi | undefined;
}
