import * as v from 'valibot';
import { fromCursor, toCursor } from './onelogin-cursor.ts';
import { jsonReply, type Reply } from './reply.ts';

export const User = v.strictObject({
  id: v.optional(v.number()),
  email: v.string(),
  external_id: v.optional(v.nullable(v.string()), null),
  status: v.optional(v.number(), 0),
  state: v.optional(v.number(), 1),
  invitation_sent_at: v.optional(v.nullable(v.string()), null),
  activated_at: v.optional(v.nullable(v.string()), null),
  last_login: v.optional(v.nullable(v.string())),
  password_changed_at: v.optional(v.nullable(v.string())),
  directory_id: v.optional(v.nullable(v.number()), null),
  trusted_idp_id: v.optional(v.nullable(v.number()), null),
  /** Now if absent. */
  created_at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
});
export const UserChange = v.partial(v.omit(User, ['id']));

export type SandboxUser = v.InferOutput<typeof User> & {
  id: number;
  last_login: string | null;
  password_changed_at: string | null;
  created_at: string;
};

/**
 * Who is made active has signed in and has a password, as if a moment ago, unless they had before or are said not to
 * have (`last_login` and `password_changed_at` are null): a connector creates such users.
 */
export interface Users {
  all: readonly SandboxUser[];
  add(user: v.InferInput<typeof User>): SandboxUser;
  change(user: SandboxUser, change: v.InferOutput<typeof UserChange>): SandboxUser;
  remove(user: SandboxUser): void;
  /** Finds a user by the exact spelling. */
  byEmail(email: string): SandboxUser | undefined;
  byId(id: string): SandboxUser | undefined;
}

export function createUsers(now: () => Date): Users {
  const all: SandboxUser[] = [];
  let nextId = 1;

  /** The dates of a user's own doing, after a change. */
  function datesOfUse(
    change: v.InferOutput<typeof UserChange>,
    before: Partial<SandboxUser>,
  ): Pick<SandboxUser, 'last_login' | 'password_changed_at'> {
    const isMadeActive = change.status === 1 || (change.activated_at ?? null) !== null;
    const date = (field: 'last_login' | 'password_changed_at') =>
      change[field] === undefined
        ? (before[field] ?? (isMadeActive ? now().toISOString() : null))
        : change[field];
    return { last_login: date('last_login'), password_changed_at: date('password_changed_at') };
  }

  return {
    all,
    add(user) {
      const { created_at = now().toISOString(), ...parsed } = v.parse(User, user);
      const added = { ...parsed, ...datesOfUse(parsed, {}), created_at, id: user.id ?? nextId };
      nextId = Math.max(nextId, added.id + 1);
      all.push(added);
      return added;
    },
    change: (user, change) => Object.assign(user, change, datesOfUse(change, user)),
    remove: (user) => all.splice(all.indexOf(user), 1),
    byEmail: (email) => all.find((user) => user.email === email),
    byId: (id) => all.find((user) => String(user.id) === id),
  };
}

const usersInPage = { usual: 50, most: 100 };

/**
 * List Users: those whom the filters match (`*` is a wildcard), restricted to the fields asked for, in pages.
 * The way to the next page is in a header. Whether the bounds of a time belong to it is not documented: here they don't.
 */
export function listUsers(
  users: readonly SandboxUser[],
  query: URLSearchParams,
  comparesCase: boolean,
): Reply {
  const matches = (name: 'email' | 'external_id', value: string | null) => {
    const wanted = query.get(name);
    if (wanted === null) return true;
    const pattern = `^${wanted.split('*').map(escapePattern).join('.*')}$`;
    return new RegExp(pattern, comparesCase ? '' : 'i').test(value ?? '');
  };
  const since = Date.parse(query.get('created_since') ?? '0000-01-01');
  const until = Date.parse(query.get('created_until') ?? '9999-01-01');
  const found = users.filter(({ email, external_id, created_at }) => {
    const createdAt = Date.parse(created_at);
    const isMatch = matches('email', email) && matches('external_id', external_id);
    return isMatch && createdAt > since && createdAt < until;
  });

  const fields = query.get('fields')?.split(',');
  const isWanted = ([field]: [string, unknown]) => fields === undefined || fields.includes(field);
  const start = fromCursor(query.get('cursor'));
  const end = start + Math.min(Number(query.get('limit') ?? usersInPage.usual), usersInPage.most);
  const page = found
    .slice(start, end)
    .map((user) => Object.fromEntries(Object.entries(user).filter(isWanted)));
  return jsonReply(200, page, end < found.length ? { 'after-cursor': toCursor(end) } : {});
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
