import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import type { Source } from '../../config/source.ts';
import { RequestId } from '../hire/hire.ts';
import { connectHrSystem } from '../hr-systems/connect-hr-system.ts';
import type { HrSystem } from '../hr-systems/hr-system.ts';
import { Refusal } from './refusal.ts';
import { createNetworkCheck } from './source-networks.ts';
import { createWay, type Way } from './ways.ts';

/** The parts of API Gateway's event (payload format 2.0) that are used. */
const HttpApiEvent = v.object({
  headers: v.nullish(v.record(v.string(), v.optional(v.string())), {}),
  pathParameters: v.nullish(v.record(v.string(), v.optional(v.string())), {}),
  body: v.nullish(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
});

const RequestContext = v.object({ requestContext: v.object({ requestId: RequestId }) });

const HttpContext = v.fallback(
  v.object({
    requestContext: v.object({
      http: v.object({ method: v.string(), sourceIp: v.fallback(v.string(), '') }),
    }),
  }),
  { requestContext: { http: { method: 'POST', sourceIp: '' } } },
);

/** A webhook on its way through the steps of `receive`. */
export interface Webhook {
  /** API Gateway's, by which the sender's answer, the logs and the queue message are tied together. */
  requestId: string;
  /** The source's key in the configuration. */
  source: string;
  settings: Source;
  hr: HrSystem;
  /** How it may prove where it comes from: one of these. */
  ways: readonly Way[];
  isAllowedFrom: (address: string) => boolean;
  method: string;
  sourceIp: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The bytes as they came over the wire: the signature is over them. */
  rawBody: Buffer;
  /** What the bytes say, once they are parsed. */
  body?: unknown;
}

/** Makes a reader that turns API Gateway's event into a webhook; it throws Refusal UNKNOWN_SOURCE. */
export function createRequestReader(
  configuration: Pick<Configuration, 'sources'>,
): (event: unknown) => Webhook {
  const sources = new Map(
    Object.entries(configuration.sources).map(([source, settings]) => [
      source,
      {
        source,
        settings,
        hr: connectHrSystem(settings),
        ways: settings.authentication.map((one) => createWay(one, settings.toleranceSeconds)),
        isAllowedFrom: createNetworkCheck(settings.sourceNetworks),
      },
    ]),
  );

  return (event) => {
    const { headers, pathParameters, body, isBase64Encoded } = v.parse(HttpApiEvent, event);
    const source = sources.get(pathParameters['source'] ?? '');
    if (source === undefined) throw new Refusal('UNKNOWN_SOURCE', 'source-unknown');
    const rawBody = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    const { method, sourceIp } = v.parse(HttpContext, event).requestContext.http;
    const requestId = readRequestId(event);
    return { ...source, requestId, method, sourceIp, headers: lowerCaseNames(headers), rawBody };
  };
}

/** @throws Refusal UNKNOWN_SOURCE: what is no POST can only be a handshake, and this source has none like it. */
export function requirePost({ method }: Webhook): void {
  if (method !== 'POST') throw new Refusal('UNKNOWN_SOURCE', 'method-unsupported');
}

/** @throws Refusal BODY_TOO_LARGE. */
export function requireSize({ rawBody }: Webhook, maxBodyBytes: number): void {
  if (rawBody.length > maxBodyBytes) throw new Refusal('BODY_TOO_LARGE', 'body-too-large');
}

export function readRequestId(event: unknown): string {
  const result = v.safeParse(RequestContext, event);
  return result.success ? result.output.requestContext.requestId : 'unknown';
}

/** Names in lower case; two spellings of one name are joined as API Gateway joins a repeated header. */
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
