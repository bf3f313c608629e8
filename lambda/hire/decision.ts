/** What becomes of a message before any attempt is made. Times in milliseconds since 1970. */
export type Decision =
  /** The hire is done: the message is finished. */
  | { action: 'finish' }
  /** The hire is parked: the message goes the way to the dead-letter queue, and OneLogin is not called. */
  | { action: 'drain' }
  /** This very message is being worked on: it is kept invisible until then. */
  | { action: 'hold'; until: number }
  /** Not now: a wake-up for then, and the message is finished. */
  | { action: 'put-off'; until: number }
  /** The employee has been removed: the hire is over, and the message finished. */
  | { action: 'cancel' }
  /** The employee has not been announced as a hire: the news is noted, in case it overtook the announcement. */
  | { action: 'note' }
  /** Now. */
  | { action: 'attempt' };
