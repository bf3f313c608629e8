import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import type { HttpRequest } from '../../lambda/http/http-request.ts';
import { playOneLogin, rehearse } from '../../lambda/invite/rehearse.ts';
import { captureOutput } from '../helpers/captured-output.ts';
import { type ConfigurationInput, createConfiguration } from '../helpers/configuration.ts';
import { startUnreachedAws } from '../helpers/unreached-aws.ts';

const now = Date.parse('2026-11-30T08:00:00Z');

const aws = startUnreachedAws();

test.each<[string, ConfigurationInput]>([
  ['', {}],
  [
    ' with other settings',
    { invite: { dryRun: true, sendTo: 'work', daysBeforeStart: 3, weekends: 'friday-before' } },
  ],
])('a hire of nobody is mailed%s, and nothing of it reaches AWS or the log', async (_, input) => {
  const settings = aws.settings();
  const clients = {
    dynamoDb: new DynamoDBClient(settings),
    scheduler: new SchedulerClient(settings),
    sqs: new SQSClient(settings),
  };
  const environment = {
    INVITE_QUEUE_URL: `${aws.url()}/000000000000/invite`,
    INVITE_QUEUE_ARN: 'arn:aws:sqs:us-east-1:000000000000:invite',
    HIRES_TABLE_NAME: 'hires',
    USERS_TABLE_NAME: 'users',
    SCHEDULE_GROUP_NAME: 'hire-invites',
    SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/schedules',
    SCHEDULE_DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:us-east-1:000000000000:schedule-failures',
  };
  const called: string[] = [];
  const http = (request: HttpRequest) => {
    called.push(new URL(request.url).pathname);
    return playOneLogin(request);
  };
  const { result, lines } = await captureOutput(() =>
    rehearse(createConfiguration(input), environment, clients, () => now, http),
  );
  expect(result).toEqual({ batchItemFailures: [] });
  expect(called).toEqual(['/auth/oauth2/v2/token', '/api/2/users', '/api/1/invites/send_invite_link']);
  expect(lines).toEqual([]);
});
