export const hireEvents = ['created', 'updated', 'removed'] as const;
/** What has become of an employee's record. */
export type HireEvent = (typeof hireEvents)[number];

/** How the names that HR systems have for events are compared. */
export function normalizeEventType(text: string): string {
  return text.trim().toLowerCase();
}
