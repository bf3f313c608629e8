import type { ConnectedApi } from '../hr-systems/api/api.ts';
import type { HrSystem } from '../hr-systems/hr-system.ts';

/** One invocation. A dry run queues, writes and counts nothing; it says what it would have queued. */
export interface Run {
  dryRun: boolean;
  requestId: string;
  /** Whether there is time for another page, and for what follows from it. */
  hasTime: () => boolean;
}

/** A source of the configuration, by its key. */
export interface SweptSource {
  source: string;
  hr: HrSystem;
  /** Absent if the HR system cannot be asked. */
  api: ConnectedApi | undefined;
}
