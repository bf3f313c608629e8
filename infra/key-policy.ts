import { RegionInfo } from 'aws-cdk-lib/region-info';
import { accessLogName } from './access-log.ts';

/**
 * The statements that the policy of the company's own key needs, so that the stack of this name can use it: CDK cannot add
 * them to a key that it did not make.
 * @param keyArn of a key in the account and region of the stack.
 */
export function keyPolicyFor(name: string, keyArn: string): object[] {
  const [, partition = '', , region = '', account = ''] = keyArn.split(':');
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const logs = (group: string) => arn('logs', `log-group:${group}`);
  const allow = (Sid: string, Principal: object, Action: string[], Condition: object) => ({
    Sid,
    Effect: 'Allow',
    Principal,
    Action,
    Resource: '*', // in a key's policy: this key
    Condition,
  });
  return [
    // SQS, DynamoDB, SNS, Secrets Manager, Scheduler and Lambda use the key in the name of the role that calls them, or that
    // deploys. This lets the policies of those roles say who may.
    allow(
      'RolesOfTheAccount',
      { AWS: `arn:${partition}:iam::${account}:root` },
      [
        'kms:CreateGrant',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey*',
        'kms:ReEncrypt*',
      ],
      { StringEquals: { 'kms:CallerAccount': account } },
    ),
    // Without it, alarms do not reach the topic, and nobody hears of that.
    allow(
      'AlarmsToTheTopic',
      { Service: 'cloudwatch.amazonaws.com' },
      ['kms:Decrypt', 'kms:GenerateDataKey*'],
      {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': arn('cloudwatch', `alarm:${name}-*`) },
      },
    ),
    allow(
      'Logs',
      { Service: `logs.${region}.${RegionInfo.get(region).domainSuffix ?? 'amazonaws.com'}` },
      ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': [logs(`/aws/lambda/${name}-*`), logs(accessLogName(name))],
        },
      },
    ),
  ];
}
