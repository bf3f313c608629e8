import * as v from 'valibot';
import { Configuration } from '../../config/configuration.ts';
import { presets } from '../../config/presets/index.ts';
import { isJsonObject } from '../../lambda/hire/record.ts';
import { WrongArguments } from '../command.ts';
import type { Setup } from './setup.ts';

/** A setting that the set-up asks for. All the others have a default, or stay as they are. */
export interface Question {
  /** The flag that answers it. */
  flag: string;
  message: string;
  /** Where the answer stands in the configuration. */
  path: readonly string[];
  /** An empty answer is judged as none. */
  allowed: v.GenericSchema;
  /** Whether it has to be answered, be it with an empty text. */
  isNeeded: boolean;
  /** An answer that most will want. */
  suggested?: string;
}

const { name, oneLogin, invite, alarms } = Configuration.entries;

export const nameQuestion: Question = {
  flag: 'name',
  message:
    'What is this stack called? The first one: hire-invites. A second one in the same account needs another name.',
  path: ['name'],
  allowed: name,
  isNeeded: true,
  suggested: v.getDefault(name.pipe[0]),
};

export const hostQuestion: Question = {
  flag: 'host',
  message: 'Your OneLogin host, such as acme.onelogin.com:',
  path: ['oneLogin', 'host'],
  allowed: oneLogin.entries.host,
  isNeeded: true,
};

/** @param ofThisMachine its time zone. Servers and containers often have UTC, where no people start. */
export function askTimeZone(ofThisMachine: string): Question {
  const isUtc = /^(?:Etc\/)?(?:UTC|UCT|GMT|Universal|Zulu)$/i.test(ofThisMachine);
  const hint = isUtc
    ? ' This machine has UTC, which is rarely what you want; write one such as Europe/Berlin.'
    : '';
  return {
    flag: 'time-zone',
    message: `In which time zone do your people start? Their invites go out in the morning there.${hint}`,
    path: ['invite', 'timeZone'],
    allowed: invite.wrapped.entries.timeZone,
    isNeeded: true,
    suggested: ofThisMachine,
  };
}

export const timeZoneQuestion = askTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone);

export const alarmQuestion: Question = {
  flag: 'alarm-email',
  message: 'Who is told when something is wrong? An e-mail address; leave it empty to tell nobody.',
  path: ['alarms', 'email'],
  allowed: alarms.wrapped.entries.email,
  isNeeded: true,
};

/** The settings that only this kind of HR system has, such as the company's name there. */
export function ownQuestions(source: string, type: string): Question[] {
  const settings = Object.entries(presets[type]?.settings ?? {}).filter(([, allowed]) => isText(allowed));
  return settings.map(([setting, allowed]) => ({
    flag: toFlag(setting),
    message: v.getDescription(allowed) ?? setting,
    path: ['sources', source, setting],
    allowed,
    isNeeded: !v.is(allowed, undefined),
  }));
}

/** Whether a text is refused for what it says, if at all, and not because it is a text. */
function isText(allowed: v.GenericSchema): boolean {
  const { issues = [] } = v.safeParse(allowed, '');
  return issues.every(({ kind }) => kind === 'validation');
}

function toFlag(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * The answer: of the flag, of the person, or what the configuration says already.
 * @returns an empty text to leave the setting out; undefined if nobody gives an answer that is needed.
 * @throws WrongArguments if the flag is not allowed.
 */
export async function answerTo(
  { flag, message, path, allowed, isNeeded, suggested }: Question,
  configuration: object,
  { answers, asker }: Pick<Setup, 'answers' | 'asker'>,
): Promise<string | undefined> {
  const judge = (answer: string) => judgeAnswer(answer, allowed);
  const given = answers[flag];
  if (given !== undefined) {
    const fault = judge(given);
    if (fault !== undefined) throw new WrongArguments(`--${flag}: got "${given}". ${fault}`);
    return given;
  }
  const known = textAt(configuration, path);
  if (asker === undefined) return known ?? (isNeeded ? undefined : '');
  return asker.text({ message, initial: known ?? suggested, judge });
}

function judgeAnswer(answer: string, allowed: v.GenericSchema): string | undefined {
  const { issues } = v.safeParse(allowed, answer === '' ? undefined : answer);
  return issues && `Allowed: ${issues[0].message}.`;
}

function textAt(configuration: unknown, path: readonly string[]): string | undefined {
  const found = path.reduce((value, key) => (isJsonObject(value) ? value[key] : undefined), configuration);
  return typeof found === 'string' ? found : undefined;
}
