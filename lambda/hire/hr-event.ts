export const hireEvents = ['created', 'updated', 'removed'] as const;
/** What happened to an employee's record. */
export type HireEvent = (typeof hireEvents)[number];

/** Puts the names that HR systems give their events into a form in which they can be compared. */
export function normalizeEventType(text: string): string {
  return text.trim().toLowerCase();
}
