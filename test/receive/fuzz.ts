import { parseArgs } from 'node:util';
import fc from 'fast-check';
import * as v from 'valibot';
import { InviteMessage } from '../../lambda/hire/invite-message.ts';
import { fuzzLarge, fuzzPresets } from './fuzz-presets.ts';
import { digestOf, type HostileWebhook, hostileWebhooks } from './hostile-webhooks.ts';
import {
  type Answered,
  canary,
  createReceiveInProcess,
  nowMs,
  webhookSecrets,
} from './receive-in-process.ts';

/**
 * Random hostile webhooks against the function `receive`, and what must hold for each. A longer run than the test's:
 * `npm run fuzz -- --inputs 1000000 --seed 1`. With `--large`, bodies of 1 to 6 MB.
 */

/** For the slowest input, in milliseconds: HR systems wait for three seconds. */
const slowMs = 3000;

const Success = v.strictObject({
  statusCode: v.literal(202),
  headers: v.strictObject({ 'content-type': v.literal('application/json') }),
  body: v.pipe(
    v.string(),
    v.parseJson(),
    v.strictObject({
      accepted: v.number(),
      ignored: v.number(),
      requestId: v.picklist(['request-1', 'unknown']),
    }),
  ),
});

/** With the queue and the secrets at work, no other code may be answered. */
const statuses = {
  UNKNOWN_SOURCE: 404,
  UNAUTHENTICATED: 401,
  BODY_UNREADABLE: 400,
  BODY_TOO_LARGE: 413,
} as const;
const Problem = v.pipe(
  v.strictObject({
    statusCode: v.number(),
    headers: v.strictObject({ 'content-type': v.literal('application/problem+json') }),
    body: v.pipe(
      v.string(),
      v.parseJson(),
      v.strictObject({
        type: v.pipe(v.string(), v.regex(/^urn:hire-invites:problem:[a-z-]+$/)),
        title: v.pipe(v.string(), v.nonEmpty()),
        status: v.number(),
        code: v.picklist(['UNKNOWN_SOURCE', 'UNAUTHENTICATED', 'BODY_UNREADABLE', 'BODY_TOO_LARGE']),
        requestId: v.picklist(['request-1', 'unknown']),
      }),
    ),
  }),
  v.check(({ statusCode, body }) => statusCode === body.status && statusCode === statuses[body.code]),
);

/** @returns what was answered: 202 or the problem's code. @throws Error if something does not hold. */
export function judge(webhook: HostileWebhook, { answer, messages, lines, cpuMs }: Answered): string {
  const success = v.safeParse(Success, answer);
  const problem = v.safeParse(Problem, answer);
  if (!success.success && !problem.success) throw new Error(`not in the contract: ${JSON.stringify(answer)}`);
  if (cpuMs > slowMs) throw new Error(`took ${cpuMs} ms`);
  const accepted = success.success ? success.output.body.accepted : 0;
  if (messages.length !== accepted) throw new Error(`${messages.length} messages, but ${accepted} accepted`);
  for (const message of messages) judgeMessage(message);
  if (!isAuthentic(webhook)) judgeForged(success.success, lines);
  judgeLines(lines, JSON.stringify(answer));
  return problem.success ? problem.output.body.code : '202';
}

function judgeMessage(message: string): void {
  if (!/^[\x20-\x7e]*$/.test(message)) throw new Error('a message is not ASCII');
  v.parse(InviteMessage, JSON.parse(message));
}

/** No forged webhook is accepted, and none is counted as one of the HR system's, for which there are alarms. */
function judgeForged(accepted: boolean, lines: string[]): void {
  if (accepted) throw new Error('accepted, but not authentic');
  if (lines.some((line) => /WebhookUnreadable|HiresAccepted/.test(line)))
    throw new Error('counted, but not authentic');
}

/** Without this, no webhook is authentic: the right digest in the signature header, and a timestamp of these days. */
function isAuthentic({ source, headers, received: body }: HostileWebhook): boolean {
  const value = (name: string) =>
    Object.entries(headers)
      .filter(([key]) => key.toLowerCase() === name)
      .map(([, text]) => text)
      .join(',');
  const prefix = source === 'bamboohr' ? 'x-bamboohr' : 'webhook';
  const toleranceSeconds = source === 'bamboohr' ? 24 * 60 * 60 : 5 * 60;
  const timestamp = value(`${prefix}-timestamp`);
  const digest = digestOf(source, { id: value('webhook-id'), timestamp, body }).replace(/=+$/, '');
  const spellings = source === 'bamboohr' ? [digest, digest.toUpperCase()] : [digest];
  const isSigned = spellings.some((spelling) => value(`${prefix}-signature`).includes(spelling));
  return isSigned && Math.abs(Number(timestamp) - nowMs / 1000) <= toleranceSeconds;
}

/** Each line is one object of JSON, and nothing of the input or of a secret is in it or in the answer. */
function judgeLines(lines: string[], answer: string): void {
  if (lines.length === 0) throw new Error('nothing was logged');
  for (const line of lines)
    v.parse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), line);
  const said = [...lines, answer].join('\n');
  for (const secret of [canary, 'acme.example', ...webhookSecrets.values()]) {
    if (said.includes(secret)) throw new Error(`said what it must not say: ${said}`);
  }
}

/** @returns how often each answer was given. @throws Error with the smallest input for which something does not hold. */
export async function fuzz(inputs: number, seed: number): Promise<Record<string, number>> {
  const receive = createReceiveInProcess();
  const answers: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(hostileWebhooks, async (webhook) => {
      const answer = judge(webhook, await receive(webhook.event));
      answers[answer] = (answers[answer] ?? 0) + 1;
    }),
    { numRuns: inputs, seed },
  );
  return answers;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '3000' },
      seed: { type: 'string', default: '1' },
      large: { type: 'boolean', default: false },
    },
  });
  const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
  const half = Math.ceil(inputs / 2);
  const answers = values.large
    ? await fuzzLarge(inputs, seed)
    : { signed: await fuzz(half, seed), 'of every preset': await fuzzPresets(half, seed) };
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}
