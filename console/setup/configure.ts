import { existsSync } from 'node:fs';
import { readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseConfiguration, readJson } from '../../config/read-configuration.ts';
import { isJsonObject } from '../../lambda/hire/record.ts';
import { NotDone, WrongArguments } from '../command.ts';
import { formatJson } from './format-json.ts';
import { chooseSystem, systemFlag, systemQuestion, withSource } from './hr-system.ts';
import {
  alarmQuestion,
  answerTo,
  hostQuestion,
  nameQuestion,
  ownQuestions,
  type Question,
  timeZoneQuestion,
} from './questions.ts';
import { type Json, withoutSample } from './sample.ts';
import type { Setup, Step } from './setup.ts';

/** What is there is carried on: its answers are offered, and all its other settings stay. */
export const configure: Step = {
  title: 'Configuration: asks for what has no default, and writes the file.',
  async run(setup) {
    const { file, place, asker, say } = setup;
    const { found, isOwn, after, besides } = await draft({ ...setup, isOnAws: place.isOnAws });
    parseConfiguration(structuredClone(after), file);
    if (besides.length > 0)
      say(
        `"sources" keeps ${besides.join(', ')} beside the new one. Take out what announces no hires any more.`,
      );
    if (isDeepStrictEqual(after, found)) return say(`${file} stays as it is.`);
    if (isOwn && asker !== undefined && !(await asker.confirm(`Write the new answers into ${file}?`)))
      throw new NotDone(`${file} stays as it is. Nothing was deployed.`);
    await replaceFile(file, formatJson(after, found && (await readFile(file, 'utf8'))));
    say(`${file} is written.`);
  },
};

type Answers = Pick<Setup, 'file' | 'answers' | 'asker'> & { isOnAws: boolean };

/**
 * Looks at the flags before anything is done.
 * @param isAsked whether somebody at a terminal answers what no flag does.
 * @throws WrongArguments if a flag is not allowed, or one is missing.
 */
export async function checkFlags(answers: Omit<Answers, 'asker'>, isAsked: boolean): Promise<void> {
  try {
    await draft({ ...answers, asker: undefined });
  } catch (error) {
    if (!(isAsked && error instanceof Missing)) throw error;
  }
}

class Missing extends WrongArguments {}

interface Draft {
  /** The file as it is. Undefined if there is none. */
  found: Json | undefined;
  /** Whether the file is somebody's own, with nothing of the sample in it. */
  isOwn: boolean;
  after: Json;
  /** The sources that stay beside a new one. */
  besides: string[];
}

async function draft({ isOnAws, ...answers }: Answers): Promise<Draft> {
  const { file } = answers;
  const found = existsSync(file) ? requireObject(readJson(file), file) : undefined;
  const own = withoutSample(found ?? {});
  const isOwn = found !== undefined && own === found;
  const isKept = isOwn || (found !== undefined && !isOnAws);
  const before = isKept ? found : { $schema: schemaFor(file), ...own };
  return { found, isOwn, ...(await askAll(before, { isNew: found === undefined }, answers)) };
}

/** The path from the file to the schema, by which an editor completes it. */
function schemaFor(file: string): string {
  const path = relative(dirname(file), 'hire-invites.schema.json').replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

function requireObject(json: unknown, file: string): Json {
  if (!isJsonObject(json)) throw new NotDone(`${file} is not a JSON object. Name another one with --config.`);
  return json;
}

/** @throws Missing, which names each flag that is missing. */
async function askAll(
  before: Json,
  { isNew }: { isNew: boolean },
  answers: Omit<Answers, 'isOnAws'>,
): Promise<Pick<Draft, 'after' | 'besides'>> {
  const missing: Pick<Question, 'flag' | 'message'>[] = [];
  async function ask(question: Question, json: Json): Promise<Json> {
    const answer = await answerTo(question, json, answers);
    if (answer === undefined) missing.push(question);
    return answer === undefined ? json : withSetting(json, question.path, answer);
  }

  let json = isNew ? await ask(nameQuestion, before) : before;
  json = await ask(hostQuestion, json);
  const system = await chooseSystem(json, answers);
  const chosen = system && { ...system, ...withSource(json, system) };
  if (chosen === undefined) missing.push({ flag: systemFlag, message: systemQuestion });
  else {
    json = chosen.json;
    for (const question of ownQuestions(chosen.source, chosen.type)) json = await ask(question, json);
    // Whether the stored secret is right is not known before the first webhook. What is refused until then comes again.
    if (chosen.isNew) json = withSetting(json, ['sources', chosen.source, 'refusalStatus'], 503);
  }
  for (const question of [timeZoneQuestion, alarmQuestion]) json = await ask(question, json);
  if (missing.length > 0) throw new Missing(sayMissing(missing));
  return { after: json, besides: chosen?.isNew ? chosen.others : [] };
}

function sayMissing(missing: readonly Pick<Question, 'flag' | 'message'>[]): string {
  const lines = missing.map(({ flag, message }) => `  --${flag}: ${message}`);
  return ['There is no terminal to ask on. These are missing:', ...lines].join('\n');
}

/** @param value an empty text means that the setting is left out. */
function withSetting(json: unknown, [key = '', ...rest]: readonly string[], value: string | number): Json {
  const own = isJsonObject(json) ? json : {};
  const { [key]: inner, ...others } = own;
  if (rest.length > 0) {
    const changed = withSetting(inner, rest, value);
    return inner === undefined && Object.keys(changed).length === 0 ? own : { ...own, [key]: changed };
  }
  return value === '' ? others : { ...own, [key]: value };
}

/** A reader finds the old text or the new one. A link to a file elsewhere stays one. */
async function replaceFile(link: string, content: string): Promise<void> {
  const file = existsSync(link) ? await realpath(link) : link;
  const draft = `${file}.new`;
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
