import * as v from 'valibot';
import { type ConnectedHrSystem, connectHrSystem } from '../hr-systems/index.ts';
import type { Configuration, Source } from '../shared/configuration.ts';
import { RequestId } from '../shared/hire.ts';
import { Refusal } from './refusal.ts';

/** The parts of API Gateway's event (payload format 2.0) that are used. */
const HttpApiEvent = v.object({
  headers: v.nullish(v.record(v.string(), v.optional(v.string())), {}),
  pathParameters: v.nullish(v.record(v.string(), v.optional(v.string())), {}),
  body: v.nullish(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
});

const RequestContext = v.object({ requestContext: v.object({ requestId: RequestId }) });

/** A webhook on its way through the steps of `receive`. */
export interface Webhook {
  /** API Gateway's, by which the sender's answer, the logs and the queue message are tied together. */
  requestId: string;
  /** The source's key in the configuration. */
  source: string;
  settings: Source;
  hr: ConnectedHrSystem;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The bytes as they came over the wire: the signature is over them. */
  rawBody: Buffer;
  /** Nothing, then the text, then what the text says: see `parse-body`. */
  body?: unknown;
}

/** Makes a reader that turns API Gateway's event into a webhook; it throws Refusal UNKNOWN_SOURCE. */
export function createRequestReader(
  configuration: Pick<Configuration, 'sources'>,
): (event: unknown) => Webhook {
  const sources = new Map(
    Object.entries(configuration.sources).map(([source, settings]) => [
      source,
      { source, settings, hr: connectHrSystem(settings) },
    ]),
  );

  return (event) => {
    const { headers, pathParameters, body, isBase64Encoded } = v.parse(HttpApiEvent, event);
    const source = sources.get(pathParameters['source'] ?? '');
    if (source === undefined) throw new Refusal('UNKNOWN_SOURCE', 'source-unknown');
    const rawBody = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    return { ...source, requestId: readRequestId(event), headers: lowerCaseNames(headers), rawBody };
  };
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
