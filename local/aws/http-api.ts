import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { type LocalServer, readBytes, serve } from './json-service.ts';
import type { RouteDefinition } from './template.ts';

const maxBodyBytes = 10 * 1024 * 1024; // API Gateway's limit
const maxEventBytes = 6 * 1024 * 1024; // Lambda's limit for the event as JSON

const FunctionAnswer = v.object({
  statusCode: v.number(),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.string(), ''),
});

/** Answers the other requests of the local run on the same address. Returns false for a request it does not know. */
export type OtherRoutes = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** The routes, and the functions behind them, as they are at each request. */
export interface RoutedFunctions {
  readonly routes: readonly RouteDefinition[];
  invoke(functionName: string, event: unknown, alias?: string): Promise<unknown>;
}

/**
 * A stand-in for API Gateway's HTTP API: turns a request into an event of payload format 2.0, as the real one does.
 * @throws Error if the port is taken.
 */
export function startHttpApi(
  behind: RoutedFunctions,
  otherRoutes: OtherRoutes,
  port: number,
): Promise<LocalServer> {
  return serve(async (request, response) => {
    const { pathname } = toUrl(request);
    const match = behind.routes
      .toSorted((one, other) => Number(isGreedy(one)) - Number(isGreedy(other)))
      .map((route) => ({ route, parameters: matchPath(route, request, pathname) }))
      .find(({ parameters }) => parameters !== undefined);
    if (match === undefined) {
      if (!(await otherRoutes(request, response))) answerJson(response, 404, 'Not Found');
      return;
    }
    const body = await readBytes(request);
    const event = toEvent(request, body, match.route, match.parameters ?? {});
    if (body.length > maxBodyBytes || Buffer.byteLength(JSON.stringify(event)) > maxEventBytes) {
      return answerJson(response, 413, 'Request Entity Too Large');
    }
    try {
      const answer = await behind.invoke(match.route.functionName, event);
      const { statusCode, headers, body: text } = v.parse(FunctionAnswer, answer);
      response
        .writeHead(statusCode, { ...headers, 'apigw-requestid': event.requestContext.requestId })
        .end(text);
    } catch {
      answerJson(response, 500, 'Internal Server Error');
    }
  }, port);
}

/** The path exactly as in the request line: a URL parser would take `//` for the start of a host. */
function toUrl({ url = '/' }: IncomingMessage): URL {
  const text = url.startsWith('/') ? `http://localhost${url}` : url;
  return new URL(URL.canParse(text) ? text : 'http://localhost/');
}

function matchPath(
  route: RouteDefinition,
  request: IncomingMessage,
  path: string,
): Record<string, string> | undefined {
  const wanted = route.path.split('/');
  const got = path.split('/');
  if (isGreedy(route)) got.push(got.splice(wanted.length - 1).join('/'));
  if (route.method !== request.method || wanted.length !== got.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = got[index] ?? '';
    if (part.startsWith('{') && value !== '') parameters[part.replace(/^\{|\+?\}$/g, '')] = decode(value);
    else if (part !== value) return undefined;
  }
  return parameters;
}

/** Whether its last part takes all that is left of the path. Such a route counts only where no other matches. */
function isGreedy({ path }: RouteDefinition): boolean {
  return path.endsWith('+}');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function toEvent(
  request: IncomingMessage,
  body: Buffer,
  route: RouteDefinition,
  pathParameters: Record<string, string>,
) {
  const { pathname, search } = toUrl(request);
  const sourceIp = '127.0.0.1';
  const headers = joinHeaders([...request.rawHeaders, 'x-forwarded-for', sourceIp]);
  // Only these types are sent as text. Forms, and requests without a type, arrive as base64 (seen with the real one).
  const isText = /^(?:text\/|application\/(?:json|xml|javascript)\b)/i.test(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: `${route.method} ${route.path}`,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    pathParameters,
    requestContext: {
      requestId: randomUUID(),
      routeKey: `${route.method} ${route.path}`,
      stage: '$default',
      timeEpoch: Date.now(),
      http: {
        method: route.method,
        path: pathname,
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: '',
      },
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Header names in lower case; the values of a repeated header are joined with commas. */
function joinHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(headers);
}

function answerJson(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}
