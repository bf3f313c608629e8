import { type JsonAnswer, type LocalServer, readBytes, serve } from './json-service.ts';
import type { LocalFunction } from './lambda-function.ts';
import type { AliasDefinition } from './template.ts';

/**
 * A stand-in for Lambda's *Invoke* (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html), for whoever calls a
 * function by its name and an alias. As in AWS, a function that throws is a success with a header that says so.
 */
export async function startLambdaApi(
  functions: ReadonlyMap<string, LocalFunction>,
  aliases: readonly AliasDefinition[],
): Promise<LocalServer> {
  return serve(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const [, path = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(pathname) ?? [];
    const name = decodeURIComponent(path);
    const qualifier = searchParams.get('Qualifier') ?? undefined;
    const lambda = functions.get(name);
    const isKnown = aliases.some((alias) => alias.functionName === name && alias.name === qualifier);
    const found = qualifier === undefined || isKnown ? lambda : undefined;
    const event: unknown = JSON.parse((await readBytes(request)).toString('utf8') || 'null');
    const { status, body, error } = found === undefined ? notFound : await invoke(found, event, qualifier);
    const isMissing = found === undefined && { 'x-amzn-errortype': 'ResourceNotFoundException' };
    const failed = error !== undefined && { 'x-amz-function-error': error };
    const headers = { 'content-type': 'application/json', ...isMissing, ...failed };
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
}

type Answer = JsonAnswer & { error?: string };

const notFound: Answer = {
  status: 404,
  body: { Type: 'User', Message: 'Function not found' },
};

async function invoke(lambda: LocalFunction, event: unknown, qualifier?: string): Promise<Answer> {
  try {
    return { status: 200, body: await lambda.invoke(event, qualifier) };
  } catch (thrown) {
    const errorMessage = thrown instanceof Error ? thrown.message : 'failed';
    return { status: 200, body: { errorMessage, errorType: 'Error' }, error: 'Unhandled' };
  }
}
