import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  type FunctionOptions,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface FunctionSettings
  extends Pick<FunctionOptions, 'recursiveLoop' | 'reservedConcurrentExecutions'> {
  functionName: string;
  code: Code;
  timeout: Duration;
  environment: Record<string, string>;
}

/** What all functions share: the runtime, JSON logs, a role that may write only those logs. */
export function createFunction(scope: Construct, id: string, settings: FunctionSettings): LambdaFunction {
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    logGroupName: `/aws/lambda/${settings.functionName}`,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return new LambdaFunction(scope, id, {
    ...settings,
    role,
    logGroup,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    memorySize: 512, // more does not make the first answer after a cold start faster
    loggingFormat: LoggingFormat.JSON,
  });
}
