/** What to do with a message before any attempt. Times in milliseconds since 1970. */
export type Decision =
  /** The hire is done: the message is finished. */
  | { action: 'finish' }
  /** The hire is parked: the message moves on to the dead-letter queue, and OneLogin is not called. */
  | { action: 'drain' }
  /** This same message is being worked on: it stays invisible until then. */
  | { action: 'hold'; until: number }
  /** Not now: a wake-up is set for that time, and the message is finished. */
  | { action: 'put-off'; until: number }
  /** The employee has been removed: the hire is over, and the message is finished. */
  | { action: 'cancel' }
  /** The employee has not been announced as a hire. The news is noted, in case it overtook the announcement. */
  | { action: 'note' }
  /** The hire is tried now. */
  | { action: 'attempt' };
