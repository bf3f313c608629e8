import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Configuration } from '../config/configuration.ts';
import { clientSettings } from '../local/aws/client-settings.ts';
import { serveJson } from '../local/aws/json-service.ts';
import { startSecretsManager } from '../local/aws/secrets-manager.ts';
import { type LocalSecrets, readCredentials } from '../local/local-secrets.ts';
import { startOneLogin } from '../local/sandbox/onelogin.ts';

const Batch = v.object({ Entries: v.array(v.object({ Id: v.string(), MessageBody: v.string() })) });

/**
 * What the measured functions call: a queue that accepts everything and keeps nothing, secrets, an empty table, and
 * OneLogin, which does not say whom it has mailed, so that each call is the first. They run in this process, so that their
 * work does not count as CPU time of the functions.
 * @returns the environment variables that point the functions to them.
 */
export async function startStandIns({ name }: Configuration, secrets: LocalSecrets, email: string) {
  const { oneLogin: credential } = readCredentials(secrets, name);
  const oneLogin = await startOneLogin({
    ...(credential && { credential }),
    reportsInvitations: false,
    reportsEvents: false,
  });
  oneLogin.addUser({ id: 1, email });
  const secretsManager = await startSecretsManager(secrets);
  const others = await serveJson(({ headers }, body) => ({
    status: 200,
    body: headers['x-amz-target'] === 'AmazonSQS.SendMessageBatch' ? acceptAll(body) : {},
  }));
  return {
    environment: {
      AWS_REGION: clientSettings.region,
      AWS_ACCESS_KEY_ID: clientSettings.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: clientSettings.credentials.secretAccessKey,
      AWS_ENDPOINT_URL: others.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
      ONELOGIN_URL: oneLogin.url,
      INVITE_QUEUE_URL: `${others.url}/000000000000/invite`,
      INVITE_QUEUE_ARN: 'arn:aws:sqs:us-east-1:000000000000:invite',
      HIRES_TABLE_NAME: 'hires',
      USERS_TABLE_NAME: 'users',
      SWEEPS_TABLE_NAME: 'sweeps',
      DEAD_LETTER_QUEUE_URL: `${others.url}/000000000000/dead-letter`,
      DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:us-east-1:000000000000:dead-letter',
      NOTICE_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:topic',
      INVITE_QUEUE_MAPPING: 'mapping-1',
      SCHEDULE_GROUP_NAME: 'hire-invites',
      SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/schedules',
      SCHEDULE_DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:us-east-1:000000000000:schedule-failures',
    },
    close: () => Promise.all([secretsManager.close(), others.close(), oneLogin.close()]),
  };
}

/** The hashes are needed because the client checks them. */
function acceptAll(body: unknown) {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  return {
    Successful: v
      .parse(Batch, body)
      .Entries.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) })),
  };
}
