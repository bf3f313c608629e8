/**
 * A clock that can be moved forward, so that nobody has to sit through waits of hours and days. It shifts `Date` in
 * this process. Timers are not changed: code that has set one for a certain date subscribes to the moves.
 */
export interface Clock {
  /** How far this process's `Date` is ahead of the machine's clock, in milliseconds. */
  aheadMs(): number;
  /** What the machine's clock says, in milliseconds since 1970. */
  machineMs(): number;
  /** @throws RangeError for a move backwards: what has happened cannot be undone. */
  moveForward(ms: number): void;
  /** Calls back after every move from now on, once `Date` has moved. @returns a function that unsubscribes. */
  onMove(listener: (aheadMs: number) => void): () => void;
  /** Gives the process its own `Date` back. */
  stop(): void;
}

/**
 * Replaces `Date`. Call it before loading anything that keeps a reference to `Date.now`.
 * @param startAheadMs how far ahead of the machine's clock to begin, in milliseconds.
 */
export function startClock(startAheadMs = 0): Clock {
  const MachineDate = globalThis.Date;
  const listeners = new Set<(aheadMs: number) => void>();
  let aheadMs = startAheadMs;
  const now = () => MachineDate.now() + aheadMs;

  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, parts, newTarget) =>
      Reflect.construct(target, parts.length === 0 ? [now()] : parts, newTarget),
    apply: () => new MachineDate(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });

  return {
    aheadMs: () => aheadMs,
    machineMs: () => MachineDate.now(),
    moveForward(ms) {
      if (!(ms >= 0)) throw new RangeError('A clock only moves forward');
      aheadMs += ms;
      for (const listener of listeners) listener(aheadMs);
    },
    onMove(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      globalThis.Date = MachineDate;
    },
  };
}
