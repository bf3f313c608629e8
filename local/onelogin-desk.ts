import { linkLivesMs } from '../lambda/hire/hire-row.ts';
import { type MisbehaviourName, misbehaviours } from './misbehaviours.ts';
import type { Mail } from './sandbox/mailbox.ts';
import type { OneLoginSandbox } from './sandbox/onelogin.ts';
import type { SandboxUser } from './sandbox/onelogin-users.ts';

/** OneLogin's sandbox, as a person handles it. */
export interface OneLoginDesk {
  /** In the order in which they went out. */
  mails: readonly Mail[];
  users: readonly SandboxUser[];
  /** Until when the link of a mail can be opened, in milliseconds since 1970. */
  linkLivesUntil(mail: Mail): number;
  /**
   * Does what the person does who gets the mail: opens its link, chooses a password, and is active.
   * @throws Error, with a sentence for a person, if there is no such mail or user, or if the link has expired.
   */
  openLink(mail: number): void;
  /** @throws Error, with a sentence for a person, if there is such a user. */
  addUser(email: string): void;
  suspend(email: string): void;
  /** The user is as before the suspension. */
  reactivate(email: string): void;
  remove(email: string): void;
  /** What is wrong with it now. */
  misbehaviour(): MisbehaviourName | undefined;
  /** From now on this and nothing else is wrong; nothing at all, if no name is given. */
  misbehave(name: MisbehaviourName | undefined): void;
}

/** OneLogin's numbers for the status of a user. */
const statuses = { unactivated: 0, active: 1, suspended: 2 } as const;

export function createOneLoginDesk(oneLogin: OneLoginSandbox): OneLoginDesk {
  let current: { name: MisbehaviourName; end: () => void } | undefined;
  const linkLivesUntil = ({ at }: Mail) => Date.parse(at) + linkLivesMs;

  return {
    mails: oneLogin.mails,
    users: oneLogin.users,
    linkLivesUntil,
    openLink(index) {
      const mail = oneLogin.mails[index];
      if (mail === undefined || !oneLogin.hasUser(mail.user))
        throw new Error('There is no such mail, or its user is gone.');
      if (Date.now() >= linkLivesUntil(mail)) throw new Error('The link has expired.');
      oneLogin.changeUser(mail.user, { status: statuses.active, activated_at: new Date().toISOString() });
    },
    addUser(email) {
      if (oneLogin.hasUser(email)) throw new Error('OneLogin has this user already.');
      oneLogin.addUser({ email });
    },
    suspend: (email) => oneLogin.changeUser(email, { status: statuses.suspended }),
    reactivate(email) {
      const before = oneLogin.users.find((user) => user.email === email);
      const wasActive = (before?.activated_at ?? null) !== null;
      oneLogin.changeUser(email, { status: wasActive ? statuses.active : statuses.unactivated });
    },
    remove: oneLogin.removeUser,
    misbehaviour: () => current?.name,
    misbehave(name) {
      current?.end();
      current = name && { name, end: misbehaviours[name].begin(oneLogin) };
    },
  };
}
