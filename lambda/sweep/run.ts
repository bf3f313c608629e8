/** One invocation. A dry run queues, writes and counts nothing. It reports what it would have queued. */
export interface Run {
  dryRun: boolean;
  requestId: string;
  /** Whether there is time for another page and the work that follows from it. */
  hasTime: () => boolean;
}
