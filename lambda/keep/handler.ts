import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { toClientSettings } from '../aws/client-settings.ts';
import { readConfiguration } from '../aws/environment.ts';
import { createLog } from '../aws/log.ts';
import { answerCloudFormation } from './answer.ts';
import { createKeep } from './keep.ts';

/** The Lambda function `keep`, which CloudFormation invokes while it deploys. */

const client = toClientSettings({ connectionTimeoutMs: 2000, requestTimeoutMs: 10_000 });

export const handler = createKeep({
  secretsManager: new SecretsManagerClient(client),
  dynamoDb: new DynamoDBClient(client),
  answer: answerCloudFormation,
  wait: (ms) => wait(ms),
  log: createLog(readConfiguration(import.meta.url).name),
});
