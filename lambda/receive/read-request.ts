import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import { RequestId } from '../hire/invite-message.ts';
import { createHrSystem } from '../hr-systems/create-hr-system.ts';
import { Refusal } from './refusal.ts';
import { createNetworkCheck } from './source-networks.ts';
import { waysOf } from './ways.ts';
import type { Answer, Received, Webhook } from './webhook.ts';

/** API Gateway says where a request comes from. A request that a person passes on may not. */
const fromNowhere = { method: 'POST', sourceIp: '' };

/** No later time can be written in ISO 8601 with four digits for the year. */
const latestMs = Date.parse('9999-12-31T23:59:59.999Z');

const unknownContext = { requestId: 'unknown', http: fromNowhere };

/**
 * By what a request is known, when it came and from where: read even from an event of which nothing else can be.
 * `timeEpoch` is in milliseconds since 1970.
 */
const FromApiGateway = v.fallback(
  v.object({
    requestContext: v.fallback(
      v.object({
        requestId: RequestId,
        timeEpoch: v.fallback(v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(latestMs))), undefined),
        http: v.fallback(v.object({ method: v.string(), sourceIp: v.fallback(v.string(), '') }), fromNowhere),
      }),
      unknownContext,
    ),
  }),
  { requestContext: unknownContext },
);

/** The parts of API Gateway's event (payload format 2.0) that are used. */
const HttpApiEvent = v.object({
  headers: v.nullish(v.record(v.string(), v.optional(v.string())), {}),
  rawQueryString: v.nullish(v.string()),
  pathParameters: v.nullish(v.record(v.string(), v.optional(v.string())), {}),
  body: v.nullish(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
});
type HttpApiEvent = v.InferOutput<typeof HttpApiEvent>;
type FromApiGateway = v.InferOutput<typeof FromApiGateway>;

/** Turns API Gateway's event into a webhook. @throws Refusal UNKNOWN_SOURCE. */
export function readRequest(
  configuration: Pick<Configuration, 'sources'>,
  nowMs: () => number,
): MiddlewareObj<unknown, Answer, Error, Context, Received> {
  const toWebhook = createWebhookReader(configuration, nowMs);
  return {
    before(request) {
      const { requestContext } = v.parse(FromApiGateway, request.event);
      request.internal.requestId = requestContext.requestId;
      const event = v.parse(HttpApiEvent, request.event);
      const webhook = toWebhook({ ...event, requestContext });
      request.internal.webhook = webhook;
      request.event = { webhook, headers: {}, body: undefined };
    },
  };
}

/** Creates a reader of parsed events. The reader throws Refusal UNKNOWN_SOURCE. */
export function createWebhookReader(
  { sources: settingsOf }: Pick<Configuration, 'sources'>,
  nowMs: () => number,
): (event: HttpApiEvent & FromApiGateway) => Webhook {
  const sources = new Map(
    Object.entries(settingsOf).map(([source, settings]) => [
      source,
      {
        source,
        settings,
        hr: createHrSystem(settings),
        ways: waysOf(settings),
        isAllowedFrom: createNetworkCheck(settings.sourceNetworks),
      },
    ]),
  );

  return ({ headers, pathParameters, rawQueryString, body, isBase64Encoded, requestContext }) => {
    const source = sources.get(pathParameters['source'] ?? '');
    if (source === undefined) throw new Refusal('UNKNOWN_SOURCE', 'source-unknown');
    return {
      ...source,
      requestId: requestContext.requestId,
      receivedAt: requestContext.timeEpoch ?? nowMs(),
      ...requestContext.http,
      query: new URLSearchParams(rawQueryString ?? ''),
      headers: lowerCaseNames(headers),
      rawBody: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    };
  };
}

/** Header names in lower case. Two spellings of one name are joined, as API Gateway joins a repeated header. */
function lowerCaseNames(headers: Record<string, string | undefined>): Record<string, string> {
  const lowered = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const key = name.toLowerCase();
    const earlier = lowered.get(key);
    lowered.set(key, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(lowered);
}
