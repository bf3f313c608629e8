import { isJsonObject } from '../hire/record.ts';

/** A body holds more than can be handled with the memory and time that a function has. `reason` says of what. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch';
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * The most values of one body: each object, list, text and number is one. A parsed value takes up to 100 times the memory
 * of its two bytes in `[0,0,...]`. A real body of 6 MB has names and texts, and thereby less than half as many values.
 */
export const maxValues = 500_000;

/** The most records of one webhook. Each becomes a message on the queue, and Lambda has half a minute for all. */
export const maxRecords = 50_000;

/** What all records of one webhook may have in characters, counted as `requireHandy` does. */
const maxSize = 32 * 1024 * 1024;

/** What a value adds to the length of its text. */
const sizePerValue = 8;

/**
 * Expressions can put the same part of a body into each of thousands of records. That costs nothing until they are written,
 * one message for each. So this counts shared parts as often as they will be written, and gives up early.
 * @throws TooMuch
 */
export function requireHandy(records: readonly unknown[]): void {
  if (records.length > maxRecords) throw new TooMuch('too-many-records');
  let left = maxSize;
  const open: unknown[] = [...records];
  while (open.length > 0) {
    const value = open.pop();
    left -= sizePerValue + (typeof value === 'string' ? value.length : 0);
    if (Array.isArray(value)) {
      // Before they are put on the stack: a list may be long, and be there many times.
      left -= value.length;
      if (left >= 0) for (const item of value) open.push(item);
    } else if (isJsonObject(value)) {
      for (const name of Object.keys(value)) {
        left -= name.length;
        open.push(value[name]);
      }
    }
    if (left < 0) throw new TooMuch('records-too-large');
  }
}
