import { existsSync } from 'node:fs';
import { realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { presets } from '../../config/presets/index.ts';
import { parseConfiguration, readJson } from '../../config/read-configuration.ts';
import { isJsonObject } from '../../lambda/hire/record.ts';
import { NotDone, readWord, WrongArguments } from '../command.ts';
import {
  alarmQuestion,
  answerTo,
  hostQuestion,
  nameQuestion,
  ownQuestions,
  type Question,
  systemFlag,
  timeZoneQuestion,
} from './questions.ts';
import type { Setup, Step } from './setup.ts';

type Json = Readonly<Record<string, unknown>>;

/** The configuration of a fresh clone: nobody's own, but good enough for this machine. */
export const sampleConfiguration: Json = {
  $schema: './hire-invites.schema.json',
  oneLogin: { host: 'acme.onelogin.com' },
  sources: { bamboohr: { type: 'bamboohr', company: 'acme' } },
};

/** What is there is carried on: its answers are offered, and all its other settings stay. */
export const configure: Step = {
  title: 'Configuration: asks for what has no default, and writes the file.',
  async run(setup) {
    const { file, place, asker, say } = setup;
    const found = existsSync(file) ? requireObject(readJson(file), file) : undefined;
    const isOwn = found !== undefined && !isOfSample(found);
    const isKept = isOwn || (found !== undefined && !place.isOnAws);
    const before = isKept ? found : { $schema: schemaFor(file), ...withoutSample(found ?? {}) };
    const after = await askAll(before, { isNew: found === undefined }, setup);
    parseConfiguration(structuredClone(after), file);
    if (isDeepStrictEqual(after, found)) return say(`${file} stays as it is.`);
    if (isOwn && asker !== undefined && !(await asker.confirm(`Write the new answers into ${file}?`)))
      throw new NotDone(`${file} stays as it is. Nothing was deployed.`);
    await replaceFile(file, `${JSON.stringify(after, undefined, 2)}\n`);
    say(`${file} is written.`);
  },
};

/** Whoever tried the sample on this machine may have set more, but still has nobody's OneLogin and HR system. */
function isOfSample(found: Json): boolean {
  return ['oneLogin', 'sources'].every((key) => isDeepStrictEqual(found[key], sampleConfiguration[key]));
}

function withoutSample({ $schema, oneLogin, sources, ...others }: Json): Json {
  return others;
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

/** @throws WrongArguments, which names each flag that is missing. */
async function askAll(before: Json, { isNew }: { isNew: boolean }, setup: Setup): Promise<Json> {
  const missing: string[] = [];
  async function ask(question: Question, json: Json): Promise<Json> {
    const answer = await answerTo(question, json, setup);
    if (answer === undefined) missing.push(`--${question.flag}`);
    return answer === undefined ? json : withSetting(json, question.path, answer);
  }

  let json = isNew ? await ask(nameQuestion, before) : before;
  json = await ask(hostQuestion, json);
  const system = await chooseSystem(json, setup);
  if (system === undefined) missing.push(`--${systemFlag}`);
  else {
    json = withSource(json, system);
    for (const question of ownQuestions(system.source, system.type)) json = await ask(question, json);
  }
  for (const question of [timeZoneQuestion, alarmQuestion]) json = await ask(question, json);
  if (missing.length > 0)
    throw new WrongArguments(`There is no terminal to ask on. These are missing: ${missing.join(', ')}`);
  return json;
}

interface System {
  /** Its key. */
  source: string;
  type: string;
  title: string;
}

/** One that is configured already, or a preset. @returns undefined if nobody says which. */
async function chooseSystem(json: Json, { answers, asker }: Setup): Promise<System | undefined> {
  const configured = sourcesOf(json);
  const known = new Set(configured.flatMap(({ source, type }) => [source, type]));
  const others = Object.entries(presets)
    .filter(([type]) => !known.has(type))
    .map(([type, { title }]) => ({ source: type, type, title }));
  const all = [...configured, ...others];
  const named = answers[systemFlag];
  if (named !== undefined) {
    const source = all.find(({ type }) => type === named)?.source ?? named;
    return all.find(
      (system) =>
        system.source ===
        readWord(
          source,
          all.map((one) => one.source),
        ),
    );
  }
  const initial = configured[0]?.source;
  const chosen =
    asker === undefined
      ? initial
      : await asker.choose({
          message: 'Which HR system announces your hires?',
          options: all.map(({ source, title }) => ({ value: source, label: title })),
          initial,
        });
  return all.find(({ source }) => source === chosen);
}

function sourcesOf({ sources }: Json): System[] {
  return Object.entries(isJsonObject(sources) ? sources : {}).map(([source, settings]) => {
    const type = isJsonObject(settings) ? String(settings['type']) : 'generic';
    return { source, type, title: `${presets[type]?.title ?? type} (${source}, as configured)` };
  });
}

/**
 * A new source asks the HR system to send again what it refuses: whether the stored secret is right is not known before
 * the first webhook.
 */
function withSource(json: Json, { source, type }: System): Json {
  const { sources } = json;
  const all = isJsonObject(sources) ? sources : {};
  if (Object.hasOwn(all, source)) return json;
  return { ...json, sources: { ...all, [source]: { type, refusalStatus: 503 } } };
}

/** @param value an empty text means that the setting is left out. */
function withSetting(json: unknown, [key = '', ...rest]: readonly string[], value: string): Json {
  const own = isJsonObject(json) ? json : {};
  const { [key]: inner, ...others } = own;
  if (rest.length > 0) {
    const changed = withSetting(inner, rest, value);
    return inner === undefined && Object.keys(changed).length === 0 ? own : { ...own, [key]: changed };
  }
  return value === '' ? others : { ...own, [key]: value };
}

/** Whoever reads it meanwhile finds the old text or the new one. A link to a file elsewhere stays one. */
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
