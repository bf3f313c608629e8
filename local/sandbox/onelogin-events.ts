import * as v from 'valibot';
import { successReply } from './onelogin-answers.ts';
import { fromCursor, toCursor } from './onelogin-cursor.ts';
import type { Reply } from './reply.ts';

export const Event = v.strictObject({
  user_id: v.number(),
  event_type_id: v.number(),
  /** Now if absent. */
  created_at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
});

export type SandboxEvent = v.InferOutput<typeof Event> & { id: number; created_at: string };

export const sentInviteByApi = 536;

/** A few of OneLogin's types. Their ids are from others' lists, the names of those about invites are made up. */
export const eventTypes = [
  { name: 'USER_LOGGED_INTO_ONELOGIN', description: '%user% logged into OneLogin', id: 5 },
  { name: 'CREATED_USER', description: '%actor_user% created user %user%', id: 13 },
  { name: 'USER_INVITED', description: '%actor_user% invited %user%', id: 115 },
  { name: 'USER_INVITE_FAILED', description: 'Failed to invite %user%', id: 525 },
  { name: 'API_GET_INVITE_LINK', description: 'Get invite link via API for %user%', id: 535 },
  { name: 'API_SEND_INVITE_LINK', description: 'Send invite link via API to %user%', id: sentInviteByApi },
];

const mostInPage = 50;

export interface Events {
  all: readonly SandboxEvent[];
  add(event: v.InferInput<typeof Event>): SandboxEvent;
  /** Get Events: those that the filters match, the newest first, in pages. */
  list(query: URLSearchParams): Reply;
}

export function createEvents(now: () => Date): Events {
  const all: SandboxEvent[] = [];
  return {
    all,
    add(event) {
      const { created_at = now().toISOString(), ...parsed } = v.parse(Event, event);
      const added = { id: all.length + 1, created_at, ...parsed };
      all.push(added);
      return added;
    },
    list(query) {
      const isWanted = (field: 'user_id' | 'event_type_id', event: SandboxEvent) =>
        !query.has(field) || query.get(field) === String(event[field]);
      const since = Date.parse(query.get('since') ?? '1970-01-01');
      const found = all
        .filter((event) => isWanted('user_id', event) && isWanted('event_type_id', event))
        .filter(({ created_at }) => Date.parse(created_at) >= since)
        .reverse();

      const start = fromCursor(query.get('after_cursor'));
      const end = start + Math.min(Number(query.get('limit') ?? mostInPage), mostInPage);
      const pagination = { before_cursor: null, after_cursor: end < found.length ? toCursor(end) : null };
      return successReply({ pagination, data: found.slice(start, end) });
    },
  };
}
