import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as v from 'valibot';
import type { Configuration } from '../config/configuration.ts';
import type { Source } from '../config/source.ts';
import type { Handshake } from '../config/source-authentication.ts';
import type { ReceiveEnvironment } from '../lambda/aws/environment.ts';
import { accessLogFormat, accessLogName, announcingMethods, countTurnedAway } from './access-log.ts';
import { createFunction } from './lambda-function.ts';
import { allowToSend } from './queue-rights.ts';
import type { Secrets } from './secrets.ts';

export interface ReceiveApiProps {
  name: string;
  code: Code;
  queue: IQueue;
  sources: Configuration['sources'];
  secrets: Secrets;
  reservedConcurrency: number | undefined;
}

/** `POST /webhooks/{source}` → the function `receive` → the invite queue. */
export class ReceiveApi extends Construct {
  readonly api: HttpApi;
  readonly function: LambdaFunction;
  /** Counts the requests with which an HR system may have announced somebody, and which no source has seen. */
  readonly turnedAway: IMetric;

  constructor(
    scope: Construct,
    id: string,
    { name, code, queue, sources, secrets, reservedConcurrency }: ReceiveApiProps,
  ) {
    super(scope, id);
    const environment: v.InferInput<typeof ReceiveEnvironment> = { INVITE_QUEUE_URL: queue.queueUrl };
    this.function = createFunction(this, 'Receive', {
      functionName: `${name}-receive`,
      code,
      timeout: Duration.seconds(29), // a file of thousands of hires takes seconds on a share of a CPU; the API waits 30
      environment: { ...environment },
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
    });
    allowToSend(this.function, queue);
    queue.grant(this.function, 'sqs:GetQueueAttributes'); // at its start, to have a connection
    secrets.grantRead(this.function, [...secrets.webhooks.values()]);
    const filledInByHandshake = [...secrets.webhooks].filter(([source]) =>
      hasHandshake(sources[source], 'keep-token'),
    );
    secrets.grant(
      this.function,
      'PutSecretValue',
      filledInByHandshake.map(([, secret]) => secret),
    );
    const all = Object.values(sources);
    const isAsked = all.some((source) => hasHandshake(source, 'cloudevents'));
    const isGot = all.some(({ handshakes }) => handshakes.some(comesByGet));

    this.api = new HttpApi(this, 'Api', {
      apiName: name,
      description: 'Webhooks of HR systems for Hire Invites',
    });
    const integration = new HttpLambdaIntegration('Receive', this.function);
    this.api.addRoutes({
      path: '/webhooks/{source}',
      methods: [
        HttpMethod.POST,
        ...(isAsked ? [HttpMethod.OPTIONS] : []),
        ...(isGot ? [HttpMethod.GET, HttpMethod.HEAD] : []),
      ],
      integration,
    });
    // The function answers 404 to all else below /webhooks/. So the access log, which has no path, tells it from the
    // internet's noise, which has no route.
    this.api.addRoutes({ path: '/webhooks/{other+}', methods: announcingMethods, integration });
    this.turnedAway = this.logAccess(name);
  }

  /**
   * Logs the result of every request, even one that never reaches the function.
   * @returns how many were turned away.
   */
  private logAccess(name: string): IMetric {
    const logGroup = new LogGroup(this, 'AccessLogs', {
      logGroupName: accessLogName(name),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = this.api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error('The default stage is not a CfnStage');
    // No throttle below the account's limit: it would answer 429, and HR systems never send again after a 429.
    stage.accessLogSettings = { destinationArn: logGroup.logGroupArn, format: accessLogFormat(name) };
    return countTurnedAway(logGroup, name);
  }
}

function hasHandshake(source: Source | undefined, type: Handshake['type']): boolean {
  return source?.handshakes.some((handshake) => handshake.type === type) === true;
}

function comesByGet(handshake: Handshake): boolean {
  if (handshake.type === 'echo') return handshake.query !== undefined || handshake.header !== undefined;
  return handshake.type === 'get';
}
