import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { clientSettings } from '../local/aws/client-settings.ts';
import { serveJson } from '../local/aws/json-service.ts';
import { startSecretsManager } from '../local/aws/secrets-manager.ts';

const Batch = v.object({ Entries: v.array(v.object({ Id: v.string(), MessageBody: v.string() })) });

/**
 * The parts of AWS that the measured functions call: a queue that accepts everything and keeps nothing, secrets, an
 * empty table. They run in this process, so that their work does not count as CPU time of the functions.
 * @returns the environment variables that point the functions to them.
 */
export async function startStandIns(secrets: ReadonlyMap<string, string>) {
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
      INVITE_QUEUE_URL: `${others.url}/000000000000/invite`,
      INVITE_QUEUE_ARN: 'arn:aws:sqs:us-east-1:000000000000:invite',
      HIRES_TABLE_NAME: 'hires',
      USERS_TABLE_NAME: 'users',
      SCHEDULE_GROUP_NAME: 'hire-invites',
      SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/schedules',
      SCHEDULE_DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:us-east-1:000000000000:schedule-failures',
    },
    close: () => Promise.all([secretsManager.close(), others.close()]),
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
