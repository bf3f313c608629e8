import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { metricNamespace } from '../lambda/aws/metrics.ts';

/** The access log of the API: what it says of a request, and what is counted in it. */

/** The log groups below this name need no line in a resource policy of the account, which may be full. */
export function accessLogName(name: string): string {
  return `/aws/vendedlogs/apigateway/${name}`;
}

/** The methods with which somebody may be announced. With any other, an HR system can only ask whether we are there. */
export const announcingMethods = [HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH];

/**
 * A line for each request. It has the route in place of the path, because anybody may write anything into a path, and no
 * address of the caller. What there is not is `-`.
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html)
 */
export function accessLogFormat(name: string): string {
  return JSON.stringify({
    service: name, // a metric filter takes a dimension from the line only
    requestId: '$context.requestId',
    time: '$context.requestTime',
    route: '$context.routeKey',
    status: '$context.status',
    functionStatus: '$context.integration.status',
    refusal: '$context.error.responseType',
    responseLength: '$context.responseLength',
    latencyMs: '$context.responseLatency',
    integrationError: '$context.integrationErrorMessage',
  });
}

/**
 * Counts what was answered 4xx before any source could look at it, so that nothing else tells a person: our function's 404,
 * and every 4xx of API Gateway's own but its 404, which means a path that is not ours.
 */
export function countTurnedAway(logGroup: LogGroup, name: string): IMetric {
  const { all, any, stringValue } = FilterPattern;
  const isUnknown = all(
    stringValue('$.functionStatus', '=', '404'),
    any(...announcingMethods.map((method) => stringValue('$.route', '=', `${method} *`))),
  );
  const isByGateway = all(
    stringValue('$.status', '=', '4*'),
    stringValue('$.status', '!=', '404'),
    stringValue('$.functionStatus', '!=', '4*'),
  );
  const filter = new MetricFilter(logGroup, 'TurnedAway', {
    logGroup,
    filterPattern: any(isUnknown, isByGateway),
    metricNamespace,
    metricName: 'WebhookTurnedAway',
    dimensions: { service: '$.service' },
  });
  return filter.metric({
    dimensionsMap: { service: name },
    period: Duration.minutes(5),
    statistic: Stats.SUM,
  });
}
