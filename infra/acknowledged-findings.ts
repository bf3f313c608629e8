import { Validations } from 'aws-cdk-lib';
import type { HireInvitesStack } from './stack.ts';

/** Findings of cdk-nag's *AWS Solutions* rules that we leave as they are, each with its reason. */
export function acknowledgeFindings(stack: HireInvitesStack, name: string): void {
  const schedules = `arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/${name}/*`;
  Validations.of(stack).acknowledge(
    {
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason: 'HR systems cannot sign with IAM; the function authenticates each webhook by its signature.',
    },
    {
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason:
        'OneLogin and the HR systems issue these secrets by hand and have no call to rotate them. With another key for the pseudonyms, nobody in the tables would be found.',
    },
    {
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'The queue of failed schedules is itself a dead-letter queue, which Scheduler fills.',
    },
    {
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${schedules}]`,
      reason:
        'The names of the one-time schedules are made while running; they are kept to a group of their own.',
    },
  );
  const anySchedule = 'arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/*/*';
  Validations.of(stack.node.findChild('OperateFunction')).acknowledge(
    {
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${anySchedule}]`,
      reason:
        'Listing schedules cannot be bound to one group. A list shows names, and no input of a schedule.',
    },
    {
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'The limits of the account, and what the console asks for to show metrics, alarms and lists of names, cannot be bound to some of them. They hold counts and names of resources, and no personal data.',
    },
  );
  Validations.of(stack.node.findChild('TellFunction')).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'Reading metrics cannot be bound to some of them. They hold counts, and no personal data.',
  });
  const ownSecrets = `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${name}/*`;
  Validations.of(stack.node.findChild('KeepFunction')).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${ownSecrets}]`,
    reason:
      'Nobody knows the ARNs of secrets before they are made. This right neither reads nor changes one.',
  });
  const anyAlarm = 'arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*';
  Validations.of(stack.node.findChild('OperateFunction')).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${anyAlarm}]`,
    reason:
      'Looking for alarms by the beginning of their names cannot be bound to those. Alarms hold no personal data.',
  });
}
