import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { connectEventBridge } from '../../lambda/aws/event-bridge.ts';
import { eventsOf } from '../../lambda/hire/hire-event.ts';
import { iso } from '../../lambda/hire/hire-row.ts';
import { needsOf } from '../../lambda/hire/needs-hand.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { type LocalEventBridge, type SentEvent, startEventBridge } from '../../local/aws/event-bridge.ts';
import { read } from './markdown.ts';

/** What docs/events.md shows is true, and its lines for a chat post what they should. */

const page = read('docs/events.md');
const at = Date.parse('2026-03-02T08:00:03.250Z');

const row = {
  hire: 'bamboohr//206',
  schema: 1,
  state: 'invited',
  version: 3,
  writer: 'w',
  rung: 0,
  requestId: 'r',
  heardAt: iso(at),
  firstAttemptAt: iso(at),
  updatedAt: iso(at),
  oneLoginUserId: '8675309',
};
const after = (code: string, change = {}) => ({ ...row, outcomes: [{ code, at: iso(at), ...change }] });
/** A row for each event, the first that of the page. */
const rows = [
  after('INVITED', { mail: 'first' }),
  after('INVITED', { mail: 'correction' }),
  after('ACTIVATED'),
  { ...row, hire: 'workday/acme-1/jane-doe-1990', state: 'parked', code: 'USER_SUSPENDED' },
  after('CANCELLED_BY_OPERATOR'),
];

let bus: LocalEventBridge;
/** What rules get of those rows. */
let events: SentEvent[];
beforeAll(async () => {
  bus = await startEventBridge();
  const eventBridge = connectEventBridge({ ...clientSettings, endpoint: bus.url });
  await eventBridge.put(rows.flatMap((item) => eventsOf(item, needsOf(item, { waitingHours: 48 }, at))));
  events = [...bus.events()];
});
afterAll(() => bus.close());

test('the page names every event, in an order in which they happen', () => {
  const named = [...page.matchAll(/^\| `(Hire .+?)` \|/gm)].map(([, name]) => name);
  expect(named).toEqual(events.map((event) => event['detail-type']));
});

test('the page shows an event as rules get it', () => {
  const [, shown = ''] = /```jsonc\n(.*?)```/s.exec(page) ?? [];
  const [{ detail, ...event } = { detail: {} }] = events;
  expect(JSON.parse(shown)).toEqual({
    ...event,
    detail: { ...detail, id: expect.stringMatching(/^[0-9a-f]{32}$/) },
  });
});

test('the page shows the lines that are deployed', async () => {
  expect(page).toContain(`\`\`\`js\n${await readFile('docs/to-chat.js', 'utf8')}\`\`\``);
});

const Pattern = v.record(v.string(), v.array(v.string()));
const Rule = v.object({
  EventPattern: Pattern,
  Targets: v.tuple([
    v.object({
      InputTransformer: v.object({
        InputPathsMap: v.record(v.string(), v.pipe(v.string(), v.startsWith('$.'))),
        InputTemplate: v.pipe(v.string(), v.maxLength(8192)),
      }),
    }),
  ]),
});
type Rule = v.InferOutput<typeof Rule>;
const Template = v.object({
  Resources: v.record(v.string(), v.object({ Type: v.string(), Properties: v.unknown() })),
});

/** Synthesizes the lines as the CDK does. */
async function synthesize(chat: string) {
  const outdir = await mkdtemp(join(tmpdir(), 'hire-invites-to-chat-'));
  try {
    const env = { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ chat }) };
    await promisify(execFile)(process.execPath, ['docs/to-chat.js'], { env });
    const text = await readFile(join(outdir, `hire-invites-to-${chat}.template.json`), 'utf8');
    const { Resources } = v.parse(Template, JSON.parse(text));
    return Object.values(Resources);
  } finally {
    await rm(outdir, { recursive: true });
  }
}

/** A pattern that lists texts: EventBridge wants one of them in each field. */
function matches(pattern: v.InferOutput<typeof Pattern>, event: SentEvent): boolean {
  const fields: Record<string, unknown> = { ...event };
  return Object.entries(pattern).every(([name, texts]) => texts.some((text) => text === fields[name]));
}

/**
 * What EventBridge makes of an event: a variable in a text is replaced by its value as it stands in JSON, without the quotes.
 * One that the event does not have is left empty.
 */
function transform({ Targets: [{ InputTransformer }] }: Rule, event: SentEvent): string {
  const { InputPathsMap, InputTemplate } = InputTransformer;
  return InputTemplate.replaceAll(/<([\w.-]+)>/g, (_, variable: string) => {
    const path = InputPathsMap[variable];
    if (path === undefined) throw new Error(`no variable ${variable}`);
    const names = path.slice('$.'.length).split('.');
    const value = names.reduce<unknown>((inner, name) => v.parse(Fields, inner)[name], event);
    return JSON.stringify(value ?? '').slice(1, -1);
  });
}
const Fields = v.record(v.string(), v.unknown());

const slack = v.strictObject({ text: v.string() });
const teams = v.strictObject({
  type: v.literal('message'),
  attachments: v.tuple([
    v.strictObject({
      contentType: v.literal('application/vnd.microsoft.card.adaptive'),
      content: v.strictObject({
        type: v.literal('AdaptiveCard'),
        version: v.literal('1.4'),
        body: v.tuple([
          v.strictObject({ type: v.literal('TextBlock'), wrap: v.literal(true), text: v.string() }),
        ]),
      }),
    }),
  ]),
});

describe.each([
  ['slack', slack],
  ['teams', teams],
])('the lines for a chat, with %s', (chat, Message) => {
  let resources: Awaited<ReturnType<typeof synthesize>>;
  let rule: Rule;
  beforeAll(async () => {
    resources = await synthesize(chat);
    rule = v.parse(Rule, resources.find(({ Type }) => Type === 'AWS::Events::Rule')?.Properties);
  });

  test('pick up the events that they name, and nothing of another source', () => {
    const picked = events.filter((event) => matches(rule.EventPattern, event));
    expect(picked.map((event) => event['detail-type'])).toEqual([
      'Hire Invited At Another Address',
      'Hire Needs A Hand',
    ]);
    expect(events.filter((event) => matches(rule.EventPattern, { ...event, source: 'aws.ec2' }))).toEqual([]);
  });

  test('post each event as the chat wants it, without an address and a name', () => {
    const texts = events.map((event) => {
      const body: unknown = JSON.parse(transform(rule, event));
      expect(v.parse(Message, body)).toEqual(body);
      return JSON.stringify(body);
    });
    expect(texts[0]).toContain('"text":"Hire Invited: bamboohr//206, INVITED"');
    expect(texts[3]).toMatch(
      /"text":"Hire Needs A Hand: workday\/acme-1\/sha256:[0-9a-f]{32}, USER_SUSPENDED"/,
    );
    // Slack would read these as its own, and a variable that was not filled in has them.
    for (const text of texts) expect(text).not.toMatch(/[<>&@]|jane|doe/);
  });

  test('call the address that is given when they are deployed, and name it nowhere', () => {
    const destination = resources.find(({ Type }) => Type === 'AWS::Events::ApiDestination');
    expect(destination?.Properties).toMatchObject({
      InvocationEndpoint: { Ref: 'Webhook' },
      HttpMethod: 'POST',
    });
  });
});

test('the event to try it with is one that EventBridge takes and the chat shows', async () => {
  const [, entries = ''] = /put-events --entries '(.+)'/.exec(page) ?? [];
  const client = new EventBridgeClient({ ...clientSettings, endpoint: bus.url });
  const answer = await client.send(new PutEventsCommand({ Entries: JSON.parse(entries) }));
  client.destroy();
  expect(answer.FailedEntryCount).toBe(0);
  const event = bus.events().at(-1);
  expect(event).toMatchObject({
    source: 'hire-invites',
    'detail-type': 'Hire Needs A Hand',
    detail: { hire: 'try//1', code: 'TRY' },
  });
});
