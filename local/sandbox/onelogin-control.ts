import { type ControlRoutes, routeWithBody } from './control.ts';
import type { Account } from './onelogin-account.ts';
import { Event } from './onelogin-events.ts';
import { Limit } from './onelogin-rate-limit.ts';
import { type SandboxUser, User, UserChange } from './onelogin-users.ts';
import { jsonReply, type Reply } from './reply.ts';

/** The control requests that only OneLogin's sandbox answers. */
export function oneLoginRoutes({ users, mailbox, events, limit }: Account): ControlRoutes {
  const withUser = (id: string, work: (user: SandboxUser) => Reply) => {
    const user = users.byId(id);
    return user === undefined ? jsonReply(404, { error: 'no such user' }) : work(user);
  };
  return {
    'GET mails': () => jsonReply(200, mailbox.mails),
    'GET users': () => jsonReply(200, users.all),
    'POST users': routeWithBody(User, (user) => jsonReply(201, users.add(user))),
    'PATCH users/{id}': routeWithBody(UserChange, (change, id) =>
      withUser(id, (user) => jsonReply(200, users.change(user, change))),
    ),
    'DELETE users/{id}': (_, id) =>
      withUser(id, (user) => {
        users.remove(user);
        return jsonReply(200, user);
      }),
    'GET events': () => jsonReply(200, events.all),
    'POST events': routeWithBody(Event, (event) => jsonReply(201, events.add(event))),
    'PUT limit': routeWithBody(Limit, (input) => {
      limit.set(input);
      return jsonReply(200, input);
    }),
    'DELETE limit': () => {
      limit.set(undefined);
      return jsonReply(200, {});
    },
  };
}
