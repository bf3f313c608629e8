import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Configuration } from '../lambda/shared/configuration.ts';
import { secretNames } from '../lambda/shared/secrets.ts';
import { Alarms } from './alarms.ts';
import { Dashboard } from './dashboard.ts';
import { HiresTable } from './hires-table.ts';
import { InviteFunction } from './invite-function.ts';
import { InviteQueue } from './invite-queue.ts';
import { ReceiveApi } from './receive-api.ts';
import { Schedules } from './schedules.ts';
import { Secrets } from './secrets.ts';

export interface HireInvitesProps extends StackProps {
  configuration: Configuration;
  /** The bundles of the functions. */
  code: { receive: Code; invite: Code };
}

/** Long enough for every call of a hire at its slowest; the queue's visibility is six times as long. */
const inviteTimeout = Duration.seconds(30);

/** HR system → API → receive → invite queue → invite → OneLogin. Wires the parts; each is defined in its own file. */
export class HireInvitesStack extends Stack {
  constructor(scope: Construct, id: string, { configuration, code, ...props }: HireInvitesProps) {
    super(scope, id, { description: 'Hire Invites: a OneLogin invite for every new employee', ...props });
    const { name, adopt, sources, receive, invite, alarms } = configuration;

    const secrets = new Secrets(this, 'Secrets', { name, sources, adopt });
    const { queue, deadLetterQueue, operatorPolicy } = new InviteQueue(this, 'InviteQueue', {
      name,
      functionTimeout: inviteTimeout,
    });
    const { table } = new HiresTable(this, 'HiresTable', { name, adopt });
    const schedules = new Schedules(this, 'Schedules', { name, target: queue });

    const { api } = new ReceiveApi(this, 'ReceiveApi', {
      name,
      code: code.receive,
      queue,
      webhookSecrets: secrets.webhooks,
      reservedConcurrency: receive.reservedConcurrency,
    });
    new InviteFunction(this, 'InviteFunction', {
      name,
      code: code.invite,
      timeout: inviteTimeout,
      queue,
      table,
      schedules,
      secrets: [secrets.oneLogin, ...secrets.apis],
      maxConcurrency: invite.maxConcurrency,
    });

    new Alarms(this, 'Alarms', {
      name,
      settings: alarms,
      api,
      deadLetterQueue,
      scheduleFailures: schedules.failures,
    });
    new Dashboard(this, 'Dashboard', { name, queue, deadLetterQueue });

    this.sayWhatToDoNext(configuration, api.apiEndpoint);
    new CfnOutput(this, 'DeadLetterQueueUrl', {
      description:
        'Hires that need a hand: in the SQS console, open this queue and press "Start DLQ redrive"',
      value: deadLetterQueue.queueUrl,
    });
    new CfnOutput(this, 'OperatorPolicyArn', {
      description: 'Attach this policy to whoever may look into the dead-letter queue and replay it',
      value: operatorPolicy.managedPolicyArn,
    });
  }

  private sayWhatToDoNext({ name, sources }: Configuration, endpoint: string): void {
    new CfnOutput(this, 'Step1OneLoginSecret', {
      description: 'Fill in the OneLogin credential',
      value: putSecret(secretNames.oneLogin(name), '{"clientId":"...","clientSecret":"..."}'),
    });
    for (const source of Object.keys(sources)) {
      const id = source.replaceAll('-', '');
      new CfnOutput(this, `Step2${id}Secret`, {
        description: `Fill in what ${source} signs with`,
        value: putSecret(secretNames.webhook(name, source), '{"current":"..."}'),
      });
      new CfnOutput(this, `Step3${id}Webhook`, {
        description: `The webhook address to give to ${source}`,
        value: `${endpoint}/webhooks/${source}`,
      });
    }
  }
}

function putSecret(secret: string, value: string): string {
  return `aws secretsmanager put-secret-value --secret-id ${secret} --secret-string '${value}'`;
}
