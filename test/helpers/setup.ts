import type { Asker } from '../../console/setup/asker.ts';
import type { SecretStore } from '../../console/setup/secret-store.ts';
import type { Place, Setup } from '../../console/setup/setup.ts';

/** A run of the set-up in the process of the test: what is not given is on AWS, without a terminal, and refuses. */
export function createSetup({
  isOnAws = true,
  place = {},
  ...change
}: Partial<Omit<Setup, 'place'>> & { isOnAws?: boolean; place?: Partial<Place> }): Setup {
  return {
    file: 'nowhere.json',
    asker: undefined,
    answers: {},
    secrets: undefined,
    isApproved: false,
    waits: false,
    faults: [],
    say: () => {},
    ...change,
    place: {
      isOnAws,
      deploy: () => refuse('deploy'),
      addressOf: () => undefined,
      connect: () => refuse('connect'),
      secrets: (): SecretStore => refuse('secrets'),
      oneLoginUrl: () => undefined,
      hrApiUrl: () => undefined,
      hasHrApi: () => true,
      sampleOf: () => undefined,
      sayNext: () => [],
      close: async () => {},
      ...place,
    },
  };
}

function refuse(what: string): never {
  throw new Error(`The test has no ${what}`);
}

type Answer = string | boolean;

/**
 * A person who answers each question in whose words a key is found; several answers are given one after the other.
 * What has no answer takes what is offered.
 */
export function answering(answers: Readonly<Record<string, Answer | readonly Answer[]>>): {
  asker: Asker;
  /** What was offered, by the question. */
  offered: Record<string, string | undefined>;
} {
  const left = Object.entries(answers).map(([words, given]) => ({ words, given: [given].flat() }));
  const offered: Record<string, string | undefined> = {};
  const answerTo = (message: string) =>
    left.find(({ words, given }) => message.includes(words) && given.length > 0)?.given.shift();
  return {
    offered,
    asker: {
      async text({ message, initial, judge }) {
        offered[message] = initial;
        const answer = String(answerTo(message) ?? initial ?? '');
        const fault = judge(answer);
        if (fault !== undefined) throw new Error(`"${answer}" to "${message}": ${fault}`);
        return answer;
      },
      async choose({ message, options, initial }) {
        offered[message] = initial;
        const answer = answerTo(message) ?? initial;
        const chosen = options.find(({ value }) => value === answer);
        if (chosen === undefined) throw new Error(`"${answer}" to "${message}": no such option`);
        return chosen.value;
      },
      confirm: async (message, initial = true) => Boolean(answerTo(message) ?? initial),
      secret: async (message) => String(answerTo(message) ?? ''),
    },
  };
}
