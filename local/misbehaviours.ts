import type { Fault } from './sandbox/faults.ts';
import type { OneLoginSandbox } from './sandbox/onelogin.ts';

/** What OneLogin's sandbox can be told to do wrong, until it is told to stop. */
interface Misbehaviour {
  /** Comes after "OneLogin". */
  says: string;
  /** @returns what ends it. */
  begin: (oneLogin: OneLoginSandbox) => () => void;
}

const byFault =
  (fault: Partial<Fault> & Pick<Fault, 'kind'>): Misbehaviour['begin'] =>
  ({ faults }) => {
    faults.add({ ...fault, times: 'always' });
    return faults.clear;
  };

export const misbehaviours = {
  slow: { says: 'answers after five seconds', begin: byFault({ kind: 'slow', delayMs: 5000 }) },
  limited: {
    says: 'refuses all calls, because its limit is used up (429)',
    begin(oneLogin) {
      oneLogin.setLimit({ calls: 0, windowSeconds: 60 * 60, status: 429 });
      return () => oneLogin.setLimit(undefined);
    },
  },
  failing: { says: 'fails at all calls (500)', begin: byFault({ kind: 'answer', status: 500 }) },
  'lost-answer': {
    says: 'sends the mail, but its answer is lost',
    begin: byFault({ call: 'invite', kind: 'reset-after' }),
  },
  silent: { says: 'never answers', begin: byFault({ kind: 'hang-before' }) },
  garbled: { says: 'answers with a web page', begin: byFault({ kind: 'not-json' }) },
  revoked: {
    says: 'refuses the credential, because it was revoked',
    begin(oneLogin) {
      const { credential } = oneLogin;
      oneLogin.setCredential({ clientId: 'another', clientSecret: 'another' });
      oneLogin.revokeTokens();
      return () => oneLogin.setCredential(credential);
    },
  },
} as const satisfies Record<string, Misbehaviour>;
export type MisbehaviourName = keyof typeof misbehaviours;
