import * as v from 'valibot';
import { type Capture, CaptureError, toQuery } from './capture.ts';

const Headers = v.record(v.string(), v.union([v.string(), v.array(v.string()), v.number()]));

const Request = v.object({
  method: v.optional(v.string()),
  headers: Headers,
  /** As API Gateway and webhook.site call it. */
  rawQueryString: v.optional(v.string()),
  url: v.fallback(v.optional(v.string()), undefined),
  body: v.optional(v.unknown()),
  /** The body, as webhook.site calls it. */
  content: v.optional(v.unknown(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
  sourceIp: v.optional(v.string()),
  requestContext: v.optional(
    v.object({
      http: v.optional(v.object({ method: v.optional(v.string()), sourceIp: v.optional(v.string()) })),
    }),
  ),
});

const Wrapped = v.object({ request: Request });

/**
 * `{"headers": {...}, "body": ...}`, at the top or inside `request`, or an event of API Gateway. A body that is not a
 * text was parsed JSON and is written again, so its signature matches only by luck.
 * @param encoding how the file is written, and so the body in it.
 * @returns undefined if the text is not a JSON object.
 */
export function readJsonCapture(text: string, encoding: 'utf8' | 'latin1'): Capture | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const request = parse(text);
  const { method, headers, isBase64Encoded, requestContext, rawQueryString, url } = request;
  const sourceIp = request.sourceIp ?? requestContext?.http?.sourceIp;
  const body = request.body ?? request.content;
  const isText = typeof body === 'string';
  return {
    method: (method ?? requestContext?.http?.method ?? 'POST').toUpperCase(),
    ...(rawQueryString === undefined ? toQuery(url) : { query: rawQueryString }),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]),
    ),
    body: Buffer.from(isText ? body : JSON.stringify(body), isText && isBase64Encoded ? 'base64' : encoding),
    ...(sourceIp !== undefined && { sourceIp }),
    readAs: isText ? 'JSON' : 'JSON, with a rewritten body: the signed text may have looked different',
  };
}

function parse(text: string): v.InferOutput<typeof Request> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CaptureError('it begins like JSON, but isn’t JSON');
  }
  const wrapped = v.safeParse(Wrapped, json);
  const request = v.safeParse(Request, wrapped.success ? wrapped.output.request : json);
  if (!request.success) throw new CaptureError('it is JSON, but has no "headers" and "body" side by side');
  return request.output;
}
