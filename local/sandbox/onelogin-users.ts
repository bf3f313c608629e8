import * as v from 'valibot';

export const User = v.strictObject({
  id: v.optional(v.number()),
  email: v.string(),
  status: v.optional(v.number(), 0),
  state: v.optional(v.number(), 1),
  invitation_sent_at: v.optional(v.nullable(v.string()), null),
  activated_at: v.optional(v.nullable(v.string()), null),
});
export const UserChange = v.partial(v.omit(User, ['id']));

export type SandboxUser = v.InferOutput<typeof User> & { id: number };

export interface Users {
  all: readonly SandboxUser[];
  add(user: v.InferInput<typeof User>): SandboxUser;
  remove(user: SandboxUser): void;
  /** Finds a user by the exact spelling. */
  byEmail(email: string): SandboxUser | undefined;
  byId(id: string): SandboxUser | undefined;
}

export function createUsers(): Users {
  const all: SandboxUser[] = [];
  let nextId = 1;
  return {
    all,
    add(user) {
      const added = { ...v.parse(User, user), id: user.id ?? nextId };
      nextId = Math.max(nextId, added.id + 1);
      all.push(added);
      return added;
    },
    remove: (user) => all.splice(all.indexOf(user), 1),
    byEmail: (email) => all.find((user) => user.email === email),
    byId: (id) => all.find((user) => String(user.id) === id),
  };
}

/** List Users: those whose address the filter matches (`*` is a wildcard), restricted to the fields asked for. */
export function filterUsers(
  users: readonly SandboxUser[],
  query: URLSearchParams,
  comparesCase: boolean,
): Partial<SandboxUser>[] {
  const words = (query.get('email') ?? '*').split('*').map(escapePattern);
  const pattern = new RegExp(`^${words.join('.*')}$`, comparesCase ? '' : 'i');
  const fields = query.get('fields')?.split(',');
  const isWanted = (field: string) => fields === undefined || fields.includes(field);
  return users
    .filter(({ email }) => pattern.test(email))
    .map((user) => Object.fromEntries(Object.entries(user).filter(([field]) => isWanted(field))));
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
