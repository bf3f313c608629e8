import type { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { SQSRecord } from 'aws-lambda';
import type { Configuration } from '../../config/configuration.ts';
import { createBrake } from '../../lambda/aws/brake.ts';
import { createHiresTable } from '../../lambda/aws/hires-table.ts';
import type { LogFields } from '../../lambda/aws/log.ts';
import { createLookBudget } from '../../lambda/aws/look-budget.ts';
import { createPseudonyms } from '../../lambda/aws/pseudonyms.ts';
import { createRestoreNote } from '../../lambda/aws/restore-note.ts';
import { createSecretReader, OneLoginSecret } from '../../lambda/aws/secrets.ts';
import { createUsersTable } from '../../lambda/aws/users-table.ts';
import type { WakeUp } from '../../lambda/aws/wake-ups.ts';
import type { Person } from '../../lambda/hire/person.ts';
import { sendHttpRequest } from '../../lambda/http/http-request.ts';
import { createInvite } from '../../lambda/invite/invite.ts';
import { createLookReader } from '../../lambda/invite/read-look.ts';
import { createAccessTokens } from '../../lambda/onelogin/access-token.ts';
import { createRateLimit } from '../../lambda/onelogin/rate-limit.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { startBambooHr } from '../../local/sandbox/bamboohr.ts';
import { startOneLogin } from '../../local/sandbox/onelogin.ts';
import { createConfiguration } from './configuration.ts';
import { toSqsRecord } from './sqs-record.ts';
import { hiresTable, tableOf } from './tables.ts';

/**
 * The function `invite` in this process, with a clock that the test moves, on a real table and the vendors' sandboxes.
 * Its wake-ups, changes of visibility, logs and metrics are kept for the test to look at.
 */
export async function startInvite(
  change: Parameters<typeof createConfiguration>[0] = {},
  oneLoginOptions: Parameters<typeof startOneLogin>[0] = {},
) {
  const configuration: Configuration = createConfiguration({
    retry: { afterSeconds: [30, 120], askAfterSeconds: 600 },
    ...change,
    invite: { followUps: 0, ...change.invite },
  });
  const clock = { nowMs: Date.parse('2026-03-02T08:00:00Z'), remainingMs: 30_000 };
  const oneLogin = await startOneLogin({ now: () => new Date(clock.nowMs), ...oneLoginOptions });
  const bambooHr = await startBambooHr();
  const dynamoDb = await startDynamoDb([hiresTable, tableOf('user'), tableOf('source')]);
  const table = createHiresTable(dynamoDb.client, 'hires');
  const rateLimit = createRateLimit({
    reservePercent: configuration.oneLogin.reservePercent,
    nowMs: () => clock.nowMs,
  });
  const oneLoginHttp = rateLimit.watch(sendHttpRequest);
  const secrets = new Map<string, unknown>([
    ['hire-invites/onelogin', { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' }],
    ['hire-invites/bamboohr/api', { apiKey: 'sandbox-api-key' }],
    ['hire-invites/lookup', { key: 'sandbox-lookup-key' }],
  ]);
  const secretReader = createSecretReader({
    client: {
      send: async ({ input }: GetSecretValueCommand) => ({
        SecretString: JSON.stringify(secrets.get(input.SecretId ?? '')),
      }),
    },
    nowMs: () => clock.nowMs,
    maxAgeMs: 0,
  });
  const made: WakeUp[] = [];
  const cancelled: string[] = [];
  const visibilities: number[] = [];
  const logs: { message: string; fields: LogFields }[] = [];
  const metrics: string[] = [];
  const keep = (message: string, fields: LogFields = {}) => logs.push({ message, fields });
  const log = { info: keep, warn: keep, error: keep };

  const parts: Parameters<typeof createInvite>[0] = {
    configuration,
    secrets: secretReader,
    pseudonyms: createPseudonyms({
      name: configuration.name,
      secrets: secretReader,
      log,
      nowMs: () => clock.nowMs,
    }),
    hires: table,
    users: createUsersTable(dynamoDb.client, 'users'),
    lookBudget: createLookBudget(dynamoDb.client, 'hires', () => clock.nowMs),
    brake: createBrake(dynamoDb.client, 'hires', {
      maxFirstMailsPerDay: configuration.invite.maxFirstMailsPerDay,
      nowMs: () => clock.nowMs,
    }),
    restores: createRestoreNote(dynamoDb.client, 'hires', () => clock.nowMs),
    http: sendHttpRequest,
    queue: {
      url: 'queue',
      client: {
        send: async (command: { input: { VisibilityTimeout?: number } }) => {
          visibilities.push(command.input.VisibilityTimeout ?? -1);
          return {};
        },
      },
    },
    oneLogin: {
      baseUrl: oneLogin.url,
      http: oneLoginHttp,
      rateLimit,
      authorization: configuration.oneLogin.inviteAuthorization,
      tokens: createAccessTokens({
        baseUrl: oneLogin.url,
        http: oneLoginHttp,
        readCredential: () =>
          secretReader.readOr('SECRET_UNAVAILABLE', 'hire-invites/onelogin', OneLoginSecret),
        onRefused: () => undefined,
        nowMs: () => clock.nowMs,
      }),
    },
    wakeUps: {
      make: async (wakeUp) => {
        made.push(wakeUp);
        return 'delayed';
      },
      cancel: async ({ hire }) => {
        cancelled.push(hire);
      },
    },
    readLook: createLookReader(configuration, () => bambooHr.url),
    log,
    count: (name, _value, detail) => metrics.push(`${name} ${detail?.['code'] ?? ''}`.trim()),
    nowMs: () => clock.nowMs,
  };
  let nextMessage = 1;

  /** @returns whether there was a wake-up up to this time. */
  async function deliverNext(until: number): Promise<boolean> {
    made.sort((a, b) => a.at - b.at);
    const [next] = made;
    if (next === undefined || next.at > until) return false;
    made.shift();
    clock.nowMs = Math.max(clock.nowMs, next.at);
    await self.deliver(self.message(next.body));
    return true;
  }

  const self = {
    configuration,
    parts,
    clock,
    oneLogin,
    bambooHr,
    secretReader,
    table,
    dynamoDb: dynamoDb.client,
    secrets,
    made,
    cancelled,
    visibilities,
    logs,
    metrics,
    /** A message as SQS delivers it. @param given.sentAt milliseconds; now if absent. */
    message(body: string, given: { id?: string; sentAt?: number; receiveCount?: number } = {}): SQSRecord {
      const { id = `message-${nextMessage++}`, sentAt = clock.nowMs, receiveCount = 1 } = given;
      return toSqsRecord({ messageId: id, body, sentAt, firstReceivedAt: clock.nowMs, receiveCount });
    },
    /** Delivers messages in one batch. @returns `finished` or `returned`, one for each. */
    async deliver(...records: SQSRecord[]): Promise<string[]> {
      const { batchItemFailures } = await createInvite(parts)(
        { Records: records },
        { getRemainingTimeInMillis: () => clock.remainingMs },
      );
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      return records.map(({ messageId }) => (failed.has(messageId) ? 'returned' : 'finished'));
    },
    /** Moves the clock to the last wake-up that was made, and delivers it. */
    async wake(): Promise<string[]> {
      const wakeUp = made.at(-1);
      if (wakeUp === undefined) throw new Error('no wake-up was made');
      clock.nowMs = Math.max(clock.nowMs, wakeUp.at);
      return self.deliver(self.message(wakeUp.body));
    },
    /** Delivers every wake-up at its time, until none is left. */
    async deliverAll(): Promise<void> {
      while (await deliverNext(Number.POSITIVE_INFINITY));
    },
    /** Delivers every wake-up up to this time, each at its own, and then it is this time. */
    async deliverUntil(at: number): Promise<void> {
      while (await deliverNext(at));
      clock.nowMs = Math.max(clock.nowMs, at);
    },
    async close() {
      await Promise.all([oneLogin.close(), bambooHr.close(), dynamoDb.close()]);
    },
  };
  return self;
}

/** A message's body for somebody whom a home-made sender announces. */
export function homeMadeHire(
  employeeId: string | undefined,
  person: Person & Record<string, unknown>,
): string {
  return toBody('home-made', { type: 'employee.created', data: { employeeId, ...person } });
}

/** A message's body for an employee of BambooHR: only an id. */
export function bambooHrHire(employeeId: string, change: Record<string, unknown> = {}): string {
  return toBody('bamboohr', { type: 'employee.created', data: { companyId: '12345', employeeId } }, change);
}

/** What a home-made sender says of an employee; `timestamp` is the sender's own date, `receivedAt` ours. */
export function homeMadeEvent(
  event: string,
  employeeId: string,
  { timestamp, receivedAt, ...data }: Record<string, unknown>,
): string {
  const record = { type: `employee.${event}`, timestamp, data: { employeeId, ...data } };
  return toBody('home-made', record, { event, ...(receivedAt !== undefined && { receivedAt }) });
}

export function toBody(
  source: string,
  record: Record<string, unknown>,
  change: Record<string, unknown> = {},
): string {
  return JSON.stringify({
    v: 1,
    purpose: 'invite',
    event: 'created',
    source,
    record,
    receivedAt: '2026-03-02T08:00:00.000Z',
    requestId: 'request-1',
    ...change,
  });
}
