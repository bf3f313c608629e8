import type { ConnectedApi } from './api.ts';

/** Whether the HR system's API is asked where the hires' days begin. */
export function asksZone({ employee }: Pick<ConnectedApi, 'employee'>): boolean {
  return employee.timeZone !== undefined;
}
