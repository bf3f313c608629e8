import type { Readable, Writable } from 'node:stream';
import { type CANCEL_SYMBOL, confirm, isCancel, password, select, text } from '@clack/prompts';
import { NotDone } from '../command.ts';

/** Asks the person at the terminal. Each question throws NotDone if the person stops there. */
export interface Asker {
  /** @param question.judge says what is wrong with an answer. */
  text(question: TextQuestion): Promise<string>;
  choose<Value extends string>(question: Choice<Value>): Promise<Value>;
  /** @param initial what is offered. Default: yes. */
  confirm(message: string, initial?: boolean): Promise<boolean>;
  /** What is typed is not shown. @returns an empty text if nothing is typed. */
  secret(message: string): Promise<string>;
}

export interface TextQuestion {
  message: string;
  initial: string | undefined;
  judge: (answer: string) => string | undefined;
}

export interface Choice<Value extends string> {
  message: string;
  options: readonly { value: Value; label: string }[];
  initial?: Value | undefined;
}

export function createAsker(terminal: { input: Readable; output: Writable }): Asker {
  return {
    async text({ message, initial, judge }) {
      const offered = initial ?? '';
      const validate = (typed = '') => judge(typed.trim() || offered);
      const known = initial === undefined ? {} : { initialValue: initial, placeholder: initial };
      const answer = unlessStopped(await text({ ...terminal, ...known, message, validate })).trim();
      if (answer !== '' || offered === '') return answer;
      // Enter that was pressed before the question came empties the field: nobody may have meant that.
      const mayBeMeant = judge('') === undefined;
      const isMeant = mayBeMeant && unlessStopped(await confirm({ ...terminal, ...leaveEmpty(offered) }));
      return isMeant ? '' : offered;
    },
    async choose({ message, options, initial }) {
      const known = initial === undefined ? {} : { initialValue: initial };
      const words = options.map(({ value, label }) => ({ value: String(value), label }));
      const answer = unlessStopped(await select<string>({ ...terminal, ...known, message, options: words }));
      const chosen = options.find(({ value }) => value === answer);
      if (chosen === undefined) throw stopped();
      return chosen.value;
    },
    confirm: async (message, initialValue = true) =>
      unlessStopped(await confirm({ ...terminal, message, initialValue })),
    async secret(message) {
      const answer: string | undefined = unlessStopped(await password({ ...terminal, message }));
      return answer?.trim() ?? '';
    },
  };
}

function leaveEmpty(offered: string) {
  return { message: `Leave it empty? No keeps ${offered}.`, initialValue: false };
}

function unlessStopped<Answer>(answer: Answer | typeof CANCEL_SYMBOL): Answer {
  if (isCancel(answer)) throw stopped();
  return answer;
}

function stopped(): NotDone {
  return new NotDone('Stopped. What was done so far stays. The same command goes on from there.');
}
