import * as v from 'valibot';
import { type Failure, isFailure, outOfTime } from '../hire/outcomes.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  isNoAnswer,
  type NoAnswer,
  readJson,
} from '../http/http-request.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { judgeRead, readVerdict, type TokenRefused, tokenRefused } from './answer.ts';
import { callWithToken } from './call-with-token.ts';
import type { OneLogin } from './one-login.ts';

const readTimeoutMs = 5 * 1000;
const eventsInPage = 50; // the most that OneLogin gives
/** A user has few events in the time that is asked about. */
const mostPages = 3;

/**
 * Whether OneLogin's log of events shows that a user was mailed an invite.
 *
 * `silent` proves nothing: it is not documented how soon an event appears, and the credential or the plan may not allow
 * to read events.
 * @param time an invite of before or after says nothing. Milliseconds since 1970.
 */
export async function findInviteEvent(
  userId: string,
  { since, until = Number.POSITIVE_INFINITY }: { since: number; until?: number },
  oneLogin: OneLogin,
  budget: TimeBudget,
): Promise<'sent' | 'silent' | Failure> {
  const sinceSecond = Math.floor(since / 1000) * 1000; // the date of an event may have no fractions
  let inviteTypes: ReadonlySet<string> | undefined;
  let cursor: string | undefined;
  for (let page = 1; page <= mostPages; page += 1) {
    const path = eventsPath(userId, sinceSecond, cursor);
    const answer = await read(path, EventsPage, oneLogin, budget);
    if (isFailure(answer)) return answer.code === 'ONELOGIN_REQUEST_REFUSED' ? 'silent' : answer;
    const events = readable(Event, answer.data).filter(
      ({ user_id, created_at }) => user_id === userId && created_at >= sinceSecond && created_at <= until,
    );
    if (events.length > 0) inviteTypes ??= await findInviteTypes(oneLogin, budget);
    if (events.some((event) => inviteTypes?.has(event.event_type_id))) return 'sent';
    cursor = answer.pagination?.after_cursor || undefined;
    if (cursor === undefined) return 'silent';
  }
  return 'silent';
}

/** Get Events, v1: https://developers.onelogin.com/api-docs/1/events/get-events (read 2026-11). */
function eventsPath(userId: string, since: number, cursor: string | undefined): string {
  const query = new URLSearchParams({
    user_id: userId,
    since: new Date(since - 1000).toISOString(), // it may mean "later than"
    limit: String(eventsInPage),
    ...(cursor !== undefined && { after_cursor: cursor }),
  });
  return `/api/1/events?${query}`;
}

const Id = v.pipe(v.union([v.number(), v.string()]), v.transform(String));

const Event = v.object({
  event_type_id: Id,
  user_id: Id,
  created_at: v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse)),
});

const EventsPage = v.object({
  data: v.array(v.unknown()),
  pagination: v.fallback(v.nullish(v.object({ after_cursor: v.nullish(v.string()) })), null),
});

const EventType = v.object({
  id: Id,
  name: v.nullish(v.string(), ''),
  description: v.nullish(v.string(), ''),
});

const EventTypes = v.object({ data: v.array(v.unknown()) });

/** "User invited" and "send invite link", by others' lists. */
const usualInviteTypes: ReadonlySet<string> = new Set(['115', '536']);

/** OneLogin asks to keep its types, because the call for them has a limit of its own. */
const knownInviteTypes = new WeakMap<OneLogin, ReadonlySet<string>>();

/**
 * The types of the events that say that an invite was mailed. Their ids are not documented, so they are found by name.
 * Get Event Types, v1: https://developers.onelogin.com/api-docs/1/events/event-types (read 2026-11).
 */
async function findInviteTypes(oneLogin: OneLogin, budget: TimeBudget): Promise<ReadonlySet<string>> {
  const known = knownInviteTypes.get(oneLogin);
  if (known !== undefined) return known;
  const answer = await read('/api/1/events/types', EventTypes, oneLogin, budget);
  if (isFailure(answer)) return usualInviteTypes;
  const named = readable(EventType, answer.data).filter(saysThatInviteWasMailed);
  const types = named.length > 0 ? new Set(named.map(({ id }) => id)) : usualInviteTypes;
  knownInviteTypes.set(oneLogin, types);
  return types;
}

/**
 * A name in doubt is left out: a second mail does less harm than none. "Get invite link" mails nobody, and an invite that
 * was accepted or revoked may be an earlier one.
 */
function saysThatInviteWasMailed({ name, description }: v.InferOutput<typeof EventType>): boolean {
  const text = `${name} ${description}`.toLowerCase().replaceAll('_', ' ');
  if (/fail|error|\bnot\b|\bgets?\b|\bgot\b|generat|retriev|accept|revoke|cancel|expired|delete/.test(text)) {
    return false;
  }
  return /\binvit/.test(text) && (!/\blinks?\b/.test(text) || /\bsen[dt]/.test(text));
}

/** Reads one page. An answer that is no success and will stay so is ONELOGIN_REQUEST_REFUSED. */
function read<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
  { baseUrl, http, tokens }: OneLogin,
  budget: TimeBudget,
): Promise<v.InferOutput<Schema> | Failure> {
  return callWithToken(tokens, budget, async (token) => {
    const timeoutMs = budget(readTimeoutMs);
    if (timeoutMs === undefined) return outOfTime;
    const request: HttpRequest = {
      method: 'GET',
      url: baseUrl + path,
      headers: { authorization: `bearer ${token}`, accept: 'application/json' },
      timeoutMs,
    };
    return judgeAnswer(await http(request), schema);
  });
}

function judgeAnswer<Schema extends v.GenericSchema>(
  result: HttpAnswer | NoAnswer,
  schema: Schema,
): v.InferOutput<Schema> | Failure | TokenRefused {
  if (!isNoAnswer(result)) {
    const { status, message } = readVerdict(result);
    if (status === 401 && message !== 'insufficient permission') return tokenRefused;
  }
  const answer = judgeRead(result);
  if (isFailure(answer)) return answer;
  const body = v.safeParse(schema, readJson(answer));
  return body.success
    ? body.output
    : { code: 'ONELOGIN_UNAVAILABLE', reason: 'an unreadable list of events' };
}

/** Those of a list that can be read: the others prove nothing. */
function readable<Schema extends v.GenericSchema>(
  schema: Schema,
  list: readonly unknown[],
): v.InferOutput<Schema>[] {
  return list.flatMap((item) => {
    const result = v.safeParse(schema, item);
    return result.success ? [result.output] : [];
  });
}
