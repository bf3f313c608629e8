import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Configuration } from '../config/configuration.ts';
import { Alarms } from './alarms.ts';
import type { FunctionName } from './bundle.ts';
import { dashboardPage, queuePage } from './console-pages.ts';
import { Dashboard } from './dashboard.ts';
import { InviteFunction } from './invite-function.ts';
import { InviteQueue } from './invite-queue.ts';
import { KeepFunction } from './keep-function.ts';
import { sayNextSteps } from './next-steps.ts';
import { OperateFunction } from './operate-function.ts';
import { allowToOperate } from './operator-rights.ts';
import { applyPlatform, giveDomain } from './platform.ts';
import { ReceiveApi } from './receive-api.ts';
import { SavedQueries } from './saved-queries.ts';
import { Schedules } from './schedules.ts';
import { Secrets } from './secrets.ts';
import { SweepFunction } from './sweep-function.ts';
import { Tables } from './tables.ts';
import { TellFunction } from './tell-function.ts';

export interface HireInvitesProps extends StackProps {
  configuration: Configuration;
  /** The bundles of the functions. */
  code: Record<FunctionName, Code>;
}

/** Long enough for all calls of a hire at their slowest. The queue's visibility timeout is six times as long. */
const inviteTimeout = Duration.seconds(30);

/**
 * HR system → API → receive, or sweep → invite queue → invite → OneLogin. Beside it, tell → a person → operate. Connects
 * the parts, which have their own files.
 */
export class HireInvitesStack extends Stack {
  constructor(scope: Construct, id: string, { configuration, code, ...props }: HireInvitesProps) {
    super(scope, id, { description: 'Hire Invites: a OneLogin invite for every new employee', ...props });
    const { name, sources, receive, invite, sweep, alarms, events } = configuration;

    const secrets = new Secrets(this, 'Secrets', { name, sources });
    const { queue, deadLetterQueue, operatorPolicy } = new InviteQueue(this, 'InviteQueue', {
      name,
      functionTimeout: inviteTimeout,
    });
    const tables = new Tables(this, 'HiresTable', { name });
    new KeepFunction(this, 'KeepFunction', { name, code: code.keep, secrets, tables, keys: configuration });
    const schedules = new Schedules(this, 'Schedules', { name, target: queue });

    const {
      api,
      turnedAway,
      function: receiver,
    } = new ReceiveApi(this, 'ReceiveApi', {
      name,
      code: code.receive,
      queue,
      sources,
      secrets,
      reservedConcurrency: receive.reservedConcurrency,
    });
    const { queueMapping } = new InviteFunction(this, 'InviteFunction', {
      name,
      code: code.invite,
      timeout: inviteTimeout,
      queue,
      tables,
      schedules,
      secrets,
      maxConcurrency: invite.maxConcurrency,
    });

    const { topic, all } = new Alarms(this, 'Alarms', {
      name,
      sources,
      settings: alarms,
      api,
      turnedAway,
      queue,
      deadLetterQueue,
      scheduleFailures: schedules.failures,
      sweepEveryHours: sweep.everyHours,
      sendsEvents: events,
    });
    const { function: sweeper } = new SweepFunction(this, 'SweepFunction', {
      name,
      code: code.sweep,
      queue,
      tables,
      secrets,
      topic,
      runbookUrl: alarms.runbookUrl,
      asksOneLogin: sweep.oneLogin === 'tell',
      everyHours: sweep.everyHours,
    });
    new TellFunction(this, 'TellFunction', {
      name,
      code: code.tell,
      tables,
      topic,
      deadLetterQueue,
      runbookUrl: alarms.runbookUrl,
      sendsEvents: events,
      watchesSources: Object.values(sources).some((source) => source.alarms?.silentDays !== undefined),
    });
    const { look, lookPolicy, actPolicy, invitePolicy } = new OperateFunction(this, 'OperateFunction', {
      name,
      code: code.operate,
      queue,
      deadLetterQueue,
      tables,
      schedules,
      secrets,
      receive: receiver,
      queueMapping,
      topic,
      alarmAddress: alarms.email,
    });
    new Dashboard(this, 'Dashboard', { name, look, alarms: all, queue, deadLetterQueue });
    new SavedQueries(this, 'SavedQueries', { name });
    allowToOperate(operatorPolicy, this, {
      tables,
      scheduleFailures: schedules.failures,
      sweep: sweeper,
    });

    const { domain } = configuration;
    sayNextSteps(this, configuration, domain === undefined ? api.apiEndpoint : giveDomain(this, api, domain));
    new CfnOutput(this, 'AlarmTopicArn', {
      description:
        'Alarms and notices of hires that need a hand come here: subscribe the people who should know',
      value: topic.topicArn,
    });
    new CfnOutput(this, 'DeadLetterQueue', {
      description: 'Hires that need a hand: once their cause is mended, press "Start DLQ redrive" here',
      value: queuePage(deadLetterQueue),
    });
    new CfnOutput(this, 'DashboardPage', {
      description: 'Who needs a hand, who waits, and the buttons: open this, and allow the widget once',
      value: dashboardPage(this, name),
    });
    new CfnOutput(this, 'OperatorPolicyArn', {
      description:
        'With this policy a person may follow docs/operate.md in the console: logs, rows, queues, replay',
      value: operatorPolicy.managedPolicyArn,
    });
    new CfnOutput(this, 'LookPolicyArn', {
      description: 'With this policy a person may see the hires: npm run hires',
      value: lookPolicy.managedPolicyArn,
    });
    new CfnOutput(this, 'ActPolicyArn', {
      description: 'With this policy a person may also act on them: retry, cancel, forget, pause, doctor',
      value: actPolicy.managedPolicyArn,
    });
    new CfnOutput(this, 'InvitePolicyArn', {
      description: 'With this policy a person may invite somebody by hand: npm run hires -- invite',
      value: invitePolicy.managedPolicyArn,
    });
    applyPlatform(this, configuration);
  }
}
