import { CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import { ApiMapping, CfnApi, DomainName, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import type { Configuration } from '../config/configuration.ts';
import { allowToRead, encryptAll } from './encrypt.ts';

type PlatformSettings = Pick<
  Configuration,
  'kmsKeyArn' | 'formerKmsKeyArns' | 'vpc' | 'tracing' | 'logRetentionDays'
>;

/**
 * Does to the whole stack what a company's platform team asks for: docs/platform.md. Call it last: it covers what the stack
 * has by then.
 */
export function applyPlatform(stack: Stack, settings: PlatformSettings): void {
  const { kmsKeyArn, formerKmsKeyArns = [], vpc, tracing, logRetentionDays } = settings;
  for (const resource of stack.node.findAll())
    if (resource instanceof CfnLogGroup) resource.retentionInDays = logRetentionDays;
  if (vpc !== undefined) for (const lambda of functionsThatCallOut(stack)) putInto(vpc, lambda);
  if (tracing) for (const lambda of functionsOf(stack)) trace(lambda);
  if (kmsKeyArn !== undefined) encryptAll(stack, kmsKeyArn);
  for (const keyArn of formerKmsKeyArns) allowToRead(stack, keyArn);
}

/**
 * Gives the API a name of the company's own, and closes the one that AWS gave it, which would be a way round.
 * @returns the address before `/webhooks`.
 */
export function giveDomain(
  stack: Stack,
  api: HttpApi,
  { name, certificateArn }: NonNullable<Configuration['domain']>,
): string {
  const domain = new DomainName(stack, 'Domain', {
    domainName: name,
    certificate: Certificate.fromCertificateArn(stack, 'DomainCertificate', certificateArn),
  });
  new ApiMapping(stack, 'DomainMapping', {
    api,
    domainName: domain,
    ...(api.defaultStage && { stage: api.defaultStage }),
  });
  const resource = api.node.defaultChild;
  if (!(resource instanceof CfnApi)) throw new Error('The API is not a CfnApi');
  resource.disableExecuteApiEndpoint = true;
  new CfnOutput(stack, 'DomainTarget', {
    description: `Let ${name} point here in your DNS: a CNAME, or an alias of Route 53`,
    value: domain.regionalDomainName,
  });
  return `https://${name}`;
}

/**
 * What cdk-nag finds because of these settings: the rights that cannot be bound to a resource, on the functions that have
 * them.
 */
export function acknowledgePlatform(stack: Stack, { vpc, tracing }: PlatformSettings): void {
  const acknowledge = (lambda: LambdaFunction, reason: string) =>
    Validations.of(scopeOf(lambda)).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason,
    });
  if (tracing)
    for (const lambda of functionsOf(stack))
      acknowledge(lambda, 'The rights to send traces to X-Ray cannot be bound to a resource.');
  if (vpc !== undefined)
    for (const lambda of functionsThatCallOut(stack))
      acknowledge(
        lambda,
        'Lambda makes the network interfaces, whose ids nobody knows before. The function’s own code is denied these rights.',
      );
}

function functionsOf(scope: IConstruct): LambdaFunction[] {
  return scope.node.findAll().filter((one) => one instanceof LambdaFunction);
}

/** To OneLogin and the HR systems. The others call nothing but AWS. */
function functionsThatCallOut(stack: Stack): LambdaFunction[] {
  const ids = ['InviteFunction', 'SweepFunction', 'OperateFunction'];
  return ids.flatMap((id) => functionsOf(stack.node.findChild(id)));
}

function scopeOf(lambda: LambdaFunction): IConstruct {
  return lambda.node.scope ?? lambda;
}

function resourceOf(lambda: LambdaFunction): CfnFunction {
  const resource = lambda.node.defaultChild;
  if (!(resource instanceof CfnFunction)) throw new Error(`${lambda.node.path} is not a CfnFunction`);
  return resource;
}

/** Of AWSLambdaVPCAccessExecutionRole, without what that allows for logs. */
const interfaceActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

function putInto(
  { subnetIds, securityGroupIds }: NonNullable<Configuration['vpc']>,
  lambda: LambdaFunction,
): void {
  const resource = resourceOf(lambda);
  resource.vpcConfig = { subnetIds, securityGroupIds };
  const toInterfaces = { actions: interfaceActions, resources: ['*'] };
  lambda.addToRolePolicy(new PolicyStatement(toInterfaces));
  // Lambda needs them, the code does not: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html (read 2026-11).
  // By name: a role that refers to its own function would wait for it, and it for the role.
  const { partition, region, account } = Stack.of(lambda);
  const functionArn = `arn:${partition}:lambda:${region}:${account}:function:${resource.functionName}`;
  lambda.addToRolePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      ...toInterfaces,
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
    }),
  );
}

function trace(lambda: LambdaFunction): void {
  resourceOf(lambda).tracingConfig = { mode: 'Active' };
  lambda.addToRolePolicy(
    new PolicyStatement({
      actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      resources: ['*'],
    }),
  );
}
