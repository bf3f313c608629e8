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
  /**
   * Not now, but it says something new: a wake-up is set for that time, what it says is noted, and the message is
   * finished. Otherwise an earlier message could still be mailed by in between.
   */
  | { action: 'postpone'; until: number }
  /** The employee has been removed: the hire is over, and the message is finished. */
  | { action: 'cancel' }
  /**
   * No attempt follows, but what is said counts later: it is noted, and the message is finished. If `keepUntil` is set, it
   * comes once more then.
   */
  | { action: 'note'; keepUntil?: number }
  /** The hire is tried now. */
  | { action: 'attempt' };
