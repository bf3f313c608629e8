import type { InviteMessage } from '../../lambda/hire/invite-message.ts';
import type { World } from './world.ts';

/** What a message says of a hire. Times are milliseconds since 1970. */
export interface Said {
  event: InviteMessage['event'];
  purpose: InviteMessage['purpose'];
  /** What it says of the person. */
  person: string;
  /** Whether it announces a hire. */
  makesHire: boolean;
  isDated: boolean;
  /** Whether the sweep found the employee, or the operator had the HR system asked: then it says nothing. */
  isSwept: boolean;
  /** Whether the person can be invited by this word alone, without an earlier one. */
  isWhole: boolean;
  /** By its own date, or when it arrived. */
  saidAt: number;
  /** Orders what is said of one hire, but for repeats. */
  order: number;
  /** Nothing is to be sent before, and when the person starts. */
  moment: number;
  start: number;
  /** Where the person's days begin. */
  timeZone: string;
  workEmail: string | undefined;
  /** Where the mail is to go by this word alone. */
  mailTo: string | undefined;
}

/** What the HR systems have said, and what of it the function has dealt with. */
export interface Words {
  accept(hire: string, said: Said): void;
  /** The message that says it is finished. */
  hear(hire: string, said: Said): void;
  /** The hire is claimed for it. */
  try(hire: string, said: Said): void;
  /** What was said of an employee before the removal, or without a date, does not count for a later employment. */
  forget(hire: string, said: Said): void;
  /** The operator has had the hire forgotten: nothing that was said by now counts any more. */
  forgetAll(hire: string): void;
  /** Only the start counts of a change that has overtaken the creation: no message has its addresses any more. */
  hearStart(hire: string, said: Said): void;
  hasForgotten(hire: string): boolean;
  all(hire: string): readonly Said[];
  /** With what was said before the operator had the hire forgotten. */
  ever(hire: string): readonly Said[];
  /** The place of a word among what is said of the hire: a repeat stands where the first one does. */
  order(hire: string, said: Said): number;
  isAnnounced(hire: string): boolean;
  /** What counts now: something newer than the latest that was dealt with may count already, nothing older. */
  counting(hire: string): readonly Said[];
  /** The same of the addresses. */
  addresses(hire: string): readonly string[];
  /** What was said last of the person; several if they have no order, or if the addresses of the last may be lost. */
  latest(hire: string): readonly Said[];
  /** Whether the removal of the employee has been dealt with, and no creation can have come after it. */
  isGone(hire: string): boolean;
  /** What the end must be: nobody can tell if a creation may be late, or may be another. */
  endsAs(hire: string): 'removed' | 'employed' | 'either';
  /** Whether a word that is accepted now begins something that may be another employment. */
  employments(hire: string): number;
}

interface Tried {
  word: Said;
  at: number;
}

const repeatsMs = 3 * 24 * 60 * 60 * 1000;

export function createWords(world: World): Words {
  const said = new Map<string, { accepted: Said[]; heard: Said[]; tried: Tried[]; forgotten: Said[] }>();
  const lost = new Set<Said>();

  function of(hire: string) {
    const words = said.get(hire) ?? { accepted: [], heard: [], tried: [], forgotten: [] };
    said.set(hire, words);
    return words;
  }
  const isOfPerson = ({ event }: Said) => event !== 'removed';
  const removals = (words: readonly Said[]) => words.filter(({ event }) => event === 'removed');
  const creations = (hire: string) =>
    of(hire).accepted.filter(({ event, isSwept }) => event === 'created' && !isSwept);

  /** Without dates, what was said before may be a late delivery. */
  function follows(hire: string, creation: Said, removal: Said): 'yes' | 'no' | 'perhaps' {
    if (creation.saidAt <= removal.saidAt) return 'no';
    if (creation.isDated || creation.saidAt > removal.saidAt + repeatsMs) return 'yes';
    const { accepted } = of(hire);
    const tried = of(hire).tried.filter(({ at }) => at < removal.saidAt);
    if (tried.some(({ word }) => word.person === creation.person)) return 'no';
    const isNew = accepted.every(
      ({ person, saidAt }) => person !== creation.person || saidAt > removal.saidAt,
    );
    return isNew && tried.length > 0 ? 'yes' : 'perhaps';
  }

  /** It counts as a repeat of what was said before a removal, so nothing comes after it. */
  const isFromBefore = (hire: string, creation: Said) =>
    removals(of(hire).accepted).some(
      (removal) => removal.saidAt < creation.saidAt && follows(hire, creation, removal) === 'no',
    );

  /** Without dates, a creation that was tried before may be a repeat, for days. */
  function order(hire: string, word: Said): number {
    if (word.event !== 'created' || word.isDated || word.isSwept) return word.order;
    const { tried } = of(hire);
    const itself = tried.findIndex((one) => one.word === word);
    const before = itself < 0 ? tried : tried.slice(0, itself);
    const same = before.filter((one) => one.word.person === word.person && one.word.event === 'created');
    const earlier = creations(hire).filter((one) => one.saidAt < word.saidAt && !isFromBefore(hire, one));
    const latest = Math.max(...earlier.map(({ saidAt }) => saidAt));
    const isRepeat = word.saidAt <= latest + repeatsMs || isFromBefore(hire, word);
    return isRepeat ? Math.min(word.order, ...same.map((one) => one.word.order)) : word.order;
  }

  const hasAddress = ({ mailTo }: Said) => mailTo !== undefined;
  const bringsAddress = (word: Said) => hasAddress(word) && !lost.has(word);
  function counting(
    hire: string,
    isSo: (said: Said) => boolean,
    isDealtWith: (said: Said) => boolean = isSo,
  ): readonly Said[] {
    const { accepted, heard } = of(hire);
    const latest = Math.max(...heard.map((word) => (isDealtWith(word) ? order(hire, word) : 0)));
    return accepted.filter((word) => isSo(word) && order(hire, word) >= latest);
  }

  return {
    accept: (hire, word) => of(hire).accepted.push(word),
    hear: (hire, word) => of(hire).heard.push(word),
    try: (hire, word) => of(hire).tried.push({ word, at: world.now() }),
    forget(hire, word) {
      const words = of(hire);
      words.accepted = words.accepted.filter((one) => one !== word);
    },
    forgetAll(hire) {
      const words = of(hire);
      words.forgotten.push(...words.accepted.filter(({ saidAt }) => saidAt <= world.now()));
      words.accepted = words.accepted.filter(({ saidAt }) => saidAt > world.now());
      words.tried = words.tried.filter(({ word }) => word.saidAt > world.now());
    },
    hearStart(hire, word) {
      of(hire).heard.push(word);
      lost.add(word);
    },
    hasForgotten: (hire) => of(hire).accepted.some((word) => lost.has(word)),
    all: (hire) => of(hire).accepted,
    ever: (hire) => [...of(hire).forgotten, ...of(hire).accepted],
    order,
    isAnnounced: (hire) => of(hire).accepted.some(({ makesHire }) => makesHire),
    counting: (hire) => counting(hire, isOfPerson),
    addresses: (hire) => counting(hire, hasAddress, bringsAddress).flatMap(({ mailTo }) => mailTo ?? []),
    latest(hire) {
      const words = of(hire).accepted.filter(isOfPerson);
      const last = Math.max(...words.map((word) => order(hire, word)));
      const isLost = words.some((word) => order(hire, word) === last && lost.has(word));
      return isLost ? words : words.filter((word) => order(hire, word) === last);
    },
    isGone: (hire) =>
      removals(of(hire).heard).some((removal) =>
        creations(hire).every((creation) => follows(hire, creation, removal) === 'no'),
      ),
    endsAs(hire) {
      const { accepted } = of(hire);
      const ways = removals(accepted).map((removal) =>
        creations(hire).map((creation) => follows(hire, creation, removal)),
      );
      if (ways.some((way) => way.every((one) => one === 'no'))) return 'removed';
      const isClear = ways.length === 0 || !accepted.some(({ isSwept }) => isSwept);
      return isClear && ways.every((way) => way.includes('yes')) ? 'employed' : 'either';
    },
    employments: (hire) => 1 + removals(of(hire).accepted).length + (isHiredLater(creations(hire)) ? 1 : 0),
  };
}

const monthMs = 30 * 24 * 60 * 60 * 1000;

function isHiredLater(creations: readonly Said[]): boolean {
  const said = creations.map(({ saidAt }) => saidAt);
  return Math.max(...said) > Math.min(...said) + monthMs;
}
