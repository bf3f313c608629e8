/** What a state means, and which states it leads to. docs/life-of-a-hire.md draws the diagram from this table. */
export const states = {
  unannounced: {
    meaning: 'The HR system changed the employee, but has not announced a hire. Kept for 30 days.',
    leadsTo: ['sending', 'cancelled'],
  },
  sending: {
    meaning: 'A function is working on the hire right now.',
    leadsTo: [
      'waiting',
      'parked',
      'invited',
      'not-activated',
      'activated',
      'already-active',
      'not-eligible',
      'cancelled',
    ],
  },
  waiting: {
    meaning: 'It is too early, or something is missing or broken. The hire is looked at again by itself.',
    leadsTo: ['sending', 'cancelled'],
  },
  parked: {
    meaning:
      'Trying again cannot help, or was tried for long enough. The message is in the dead-letter queue.',
    leadsTo: ['sending', 'cancelled'],
  },
  'not-eligible': {
    meaning: 'The source’s settings leave this person out.',
    leadsTo: ['sending', 'cancelled'],
  },
  invited: {
    meaning: 'The mail is out, and the person has not used the account yet. `followUpAt` is the next look.',
    leadsTo: ['sending', 'activated', 'not-activated', 'not-eligible', 'cancelled'],
  },
  'not-activated': {
    meaning:
      'The account is still not in use, days after the mail and the start. The hire is looked at daily for two weeks.',
    leadsTo: ['sending', 'invited', 'activated', 'not-eligible', 'cancelled'],
  },
  activated: {
    meaning: 'The person was invited and uses the account.',
    leadsTo: ['sending'],
  },
  'already-active': {
    meaning: 'The person used the account before any invite.',
    leadsTo: ['sending'],
  },
  cancelled: {
    meaning:
      'The HR system removed the employee, or an operator cancelled the hire. An undo of that leads back to the state before.',
    leadsTo: ['sending'],
  },
} as const satisfies Record<string, { meaning: string; leadsTo: readonly string[] }>;

export type State = keyof typeof states;

export const allStates = Object.keys(states).filter((state): state is State => Object.hasOwn(states, state));

/** What the first word of the HR system leads to. */
export const firstStates: readonly State[] = ['sending', 'unannounced', 'cancelled'];

/** Nothing is to be done for these hires, until the HR system says something else. */
export const settledStates: readonly State[] = [
  'unannounced',
  'not-eligible',
  'activated',
  'already-active',
  'cancelled',
];

/** Whether the hire is looked at again by itself before any mail. */
export function isWaiting({ state }: { state: string }): boolean {
  return state === 'waiting' || state === 'sending';
}
