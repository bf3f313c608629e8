import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createResources } from './template.ts';

const resources = await createResources();

const [stage] = resources.ofType('AWS::ApiGatewayV2::Stage');
const { AccessLogSettings } = v.parse(
  v.object({ AccessLogSettings: v.object({ Format: v.string(), DestinationArn: v.unknown() }) }),
  stage?.Properties,
);
const fields = v.parse(v.record(v.string(), v.string()), JSON.parse(AccessLogSettings.Format));

const { FilterPattern, MetricTransformations, LogGroupName } = v.parse(
  v.object({
    FilterPattern: v.string(),
    LogGroupName: v.unknown(),
    MetricTransformations: v.tuple([v.record(v.string(), v.unknown())]),
  }),
  resources.ofType('AWS::Logs::MetricFilter')[0]?.Properties,
);

describe('the access log', () => {
  test('has no path, no header and no address of the caller: anybody may write anything there', () => {
    expect(fields).toEqual({
      service: 'hire-invites',
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
  });

  test('is counted by `service`, as the functions’ own metrics are', () => {
    expect(resources.text(LogGroupName)).toBe('/aws/vendedlogs/apigateway/hire-invites');
    expect(resources.text(AccessLogSettings.DestinationArn)).toBe(resources.text(LogGroupName));
    expect(MetricTransformations).toEqual([
      {
        MetricNamespace: 'HireInvites',
        MetricName: 'WebhookTurnedAway',
        MetricValue: '1',
        Dimensions: [{ Key: 'service', Value: '$.service' }],
      },
    ]);
  });
});

type Line = Record<string, string>;

/**
 * Judges a line as CloudWatch Logs does, by the part of its language that compares texts
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html).
 */
function isCounted(pattern: string, line: Line): boolean {
  const tokens = pattern.match(/\$\.\w+|"[^"]*"|&&|\|\||!?=|[(){}]/g) ?? [];
  // What is left out here would change the meaning.
  if (tokens.join('') !== pattern.replaceAll(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, ''))
    throw new Error(`not understood: ${pattern}`);
  const take = () => tokens.shift() ?? '';
  const term = (): boolean => {
    if (tokens[0] === '(') return inBrackets();
    const [field, operator, value] = [take(), take(), take()];
    const expected = value.slice(1, -1);
    const given = line[field.slice(2)];
    if (given === undefined) throw new Error(`no field ${field}`);
    const isEqual = expected.endsWith('*') ? given.startsWith(expected.slice(0, -1)) : given === expected;
    return operator === '=' ? isEqual : !isEqual;
  };
  const chain = (operator: string, next: () => boolean, join: (one: boolean, other: boolean) => boolean) => {
    let result = next();
    while (tokens[0] === operator) {
      take();
      const other = next();
      result = join(result, other);
    }
    return result;
  };
  const allOf = () => chain('&&', term, (one, other) => one && other);
  const anyOf = () => chain('||', allOf, (one, other) => one || other);
  const inBrackets = () => {
    take();
    const result = anyOf();
    take();
    return result;
  };
  return inBrackets();
}

describe('the alarm WebhooksTurnedAway', () => {
  const line = (route: string, status: string, functionStatus: string): Line => ({
    ...fields,
    route,
    status,
    functionStatus,
  });
  const post = 'POST /webhooks/{source}';
  test.each([
    ['a webhook of a source that was renamed', line(post, '404', '404')],
    ['a webhook with more behind the source', line('POST /webhooks/{other+}', '404', '404')],
    ['a webhook by PUT', line('PUT /webhooks/{other+}', '404', '404')],
    ['a webhook that API Gateway finds too large', line(post, '413', '-')],
    ['the same, if it has no route yet', line('-', '413', '-')],
    ['a webhook beyond the limits of the account', line(post, '429', '-')],
  ])('hears of %s', (_, given) => {
    expect(isCounted(FilterPattern, given)).toBe(true);
  });

  test.each([
    ['a webhook that is accepted', line(post, '202', '202')],
    ['one that is not authentic, of which WebhooksRefused tells', line(post, '401', '401')],
    ['one that cannot be read, of which WebhooksUnreadable tells', line(post, '400', '400')],
    ['one that is too large for us, of which WebhooksUnreadable tells', line(post, '413', '413')],
    ['one that is answered 503, of which ReceiveFailing tells', line(post, '503', '-')],
    ['a look at an address by GET, which announces nobody', line('GET /webhooks/{source}', '404', '404')],
    ['a stranger who asks for / or /.env', line('-', '404', '-')],
  ])('hears nothing of %s', (_, given) => {
    expect(isCounted(FilterPattern, given)).toBe(false);
  });
});
