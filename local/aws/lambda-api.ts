import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import type { EventSource } from './event-source.ts';
import { type JsonAnswer, type LocalService, readBytes, serve } from './json-service.ts';
import { type LocalFunction, Throttled } from './lambda-function.ts';
import type { AliasDefinition } from './template.ts';

/** What Lambda knows of a stack, as it is at each call. */
export interface LambdaParts {
  readonly functions: Named<LocalFunction>;
  readonly aliases: readonly AliasDefinition[];
  /** By their ids. */
  readonly eventSources: Named<Pick<EventSource, 'switch'>>;
}

type Named<Part> = Pick<ReadonlyMap<string, Part>, 'get'>;

type Answer = JsonAnswer & { headers?: Record<string, string> };

/** What one path of the API answers, by the method. */
type Answers = Record<string, (body: unknown, query: URLSearchParams) => Answer | Promise<Answer>>;

/** A new account has less. */
const accountLimit = { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 };

/**
 * A stand-in for Lambda (https://docs.aws.amazon.com/lambda/latest/api/): invoking a function by its name and an alias, its
 * reserved concurrency, and switching an event source mapping off and on. As in AWS, a function that throws is a success
 * with a header that says so, and one whose reserved concurrency is 0 never runs.
 */
export async function startLambdaApi(parts: LambdaParts): Promise<LocalService> {
  const startedAt = new Date().toISOString().replace('Z', '+0000');
  const switchedOff = new Set<string>();

  function answersOf(path: string): Answers | undefined {
    const [kind = '', name = '', what = ''] = path.split('/').map(decodeURIComponent);
    if (kind === 'account-settings') return { GET: () => ok({ AccountLimit: accountLimit }) };
    const source = kind === 'event-source-mappings' ? parts.eventSources.get(name) : undefined;
    if (source !== undefined) return mapping(name, source);
    const lambda = kind === 'functions' ? parts.functions.get(name) : undefined;
    if (lambda === undefined) return undefined;
    if (what === 'invocations') return { POST: (body, query) => invoke(name, lambda, body, query) };
    if (what === 'configuration')
      return { GET: () => ok({ FunctionName: name, LastModified: startedAt, State: 'Active' }) };
    return what === 'concurrency' ? concurrency(lambda) : undefined;
  }

  function mapping(UUID: string, source: Pick<EventSource, 'switch'>): Answers {
    const say = () => ok({ UUID, State: switchedOff.has(UUID) ? 'Disabled' : 'Enabled' });
    return {
      GET: say,
      PUT(body) {
        const { Enabled } = v.parse(v.object({ Enabled: v.boolean() }), body);
        source.switch(Enabled);
        if (Enabled) switchedOff.delete(UUID);
        else switchedOff.add(UUID);
        return say();
      },
    };
  }

  async function invoke(
    name: string,
    lambda: LocalFunction,
    event: unknown,
    query: URLSearchParams,
  ): Promise<Answer> {
    const alias = query.get('Qualifier') ?? undefined;
    if (alias !== undefined && !parts.aliases.some((one) => one.functionName === name && one.name === alias))
      return notFound;
    try {
      return ok(await lambda.invoke(event, alias));
    } catch (thrown) {
      if (thrown instanceof Throttled) return failure(429, 'TooManyRequestsException');
      const errorMessage = thrown instanceof Error ? thrown.message : 'failed';
      const headers = { 'x-amz-function-error': 'Unhandled' };
      return { status: 200, body: { errorMessage, errorType: 'Error' }, headers };
    }
  }

  return serve(async (request, response) => {
    const { searchParams, path } = readAddress(request);
    const answer = answersOf(path)?.[request.method ?? ''];
    const text = (await readBytes(request)).toString('utf8');
    const { status, body, headers } = (await answer?.(JSON.parse(text || 'null'), searchParams)) ?? notFound;
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
}

/** Every call has a path of its own, which begins with the date of its version. */
function readAddress({ url = '/' }: IncomingMessage): { searchParams: URLSearchParams; path: string } {
  const { searchParams, pathname } = new URL(url, 'http://localhost');
  return { searchParams, path: pathname.replace(/^\/\d{4}-\d\d-\d\d\//, '').replace(/\/$/, '') };
}

function concurrency(lambda: LocalFunction): Answers {
  const say = () => {
    const most = lambda.mostAtOnce();
    return ok(most === undefined ? {} : { ReservedConcurrentExecutions: most });
  };
  return {
    GET: say,
    PUT(body) {
      const Reserved = v.object({
        ReservedConcurrentExecutions: v.pipe(v.number(), v.integer(), v.minValue(0)),
      });
      lambda.reserve(v.parse(Reserved, body).ReservedConcurrentExecutions);
      return say();
    },
    DELETE() {
      lambda.reserve(undefined);
      return { status: 204, body: undefined };
    },
  };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function failure(status: number, type: string): Answer {
  return { status, body: { Type: 'User', Message: type }, headers: { 'x-amzn-errortype': type } };
}

const notFound = failure(404, 'ResourceNotFoundException');
