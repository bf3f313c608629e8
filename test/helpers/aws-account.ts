import { type ChildProcess, execFile, spawn } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { type LocalServer, readBytes, serve } from '../../local/aws/json-service.ts';
import { childEnvironment } from './child-environment.ts';

/**
 * An AWS account as the commands see it: who asks (STS), and the function `operate` (Lambda), with the answers of AWS
 * that a test gives it.
 */

export interface LambdaAnswer {
  status?: number;
  /** `x-amzn-errortype`, if the service refuses. */
  errorType?: string;
  /** `x-amz-function-error`, if the function threw. */
  functionError?: string;
  body: unknown;
}

export interface Invocation {
  functionName: string;
  qualifier: string | null;
  request: unknown;
}

export const account = '123456789012';
export const callerArn = `arn:aws:sts::${account}:assumed-role/OnCall/oncall`;

export interface AwsAccount extends LocalServer {
  invocations: Invocation[];
  /** Runs a command of `console/` as somebody who is signed in to this account. `input` comes from stdin. */
  command: (
    script: string,
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
    input?: string,
  ) => Promise<{ code: number | null; stdout: string; stderr: string }>;
  /** Starts a command that goes on, and waits for what it prints. */
  start: (script: string, args: readonly string[], printed: RegExp) => Promise<Started>;
}

export interface Started {
  /** What the command printed, as the expression found it. */
  found: RegExpExecArray;
  stop: () => Promise<void>;
}

/** @param answer gives Lambda's answer to each call; the later calls may get another. */
export async function startAwsAccount(answer: (invocation: Invocation) => LambdaAnswer): Promise<AwsAccount> {
  const invocations: Invocation[] = [];
  const server = await serve(async (request, response) => {
    const body = (await readBytes(request)).toString('utf8');
    if (new URLSearchParams(body).get('Action') === 'GetCallerIdentity') {
      response.writeHead(200, { 'content-type': 'text/xml' }).end(callerIdentity);
      return;
    }
    const invocation = toInvocation(request, body);
    invocations.push(invocation);
    const { status = 200, errorType, functionError, body: answered } = answer(invocation);
    const headers = {
      'content-type': 'application/json',
      ...(errorType && { 'x-amzn-errortype': errorType }),
      ...(functionError && { 'x-amz-function-error': functionError }),
    };
    response.writeHead(status, headers).end(JSON.stringify(answered));
  });
  const signedIn = {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  return {
    ...server,
    invocations,
    command: (script, args, environment = {}, input = '') =>
      run(script, args, { ...signedIn, ...environment }, input),
    start: (script, args, printed) => start(script, args, { printed, environment: signedIn }),
  };
}

function toInvocation({ url = '/' }: IncomingMessage, body: string): Invocation {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const [, name = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(pathname) ?? [];
  const qualifier = searchParams.get('Qualifier');
  return { functionName: decodeURIComponent(name), qualifier, request: JSON.parse(body) };
}

const callerIdentity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>${callerArn}</Arn>
    <UserId>AROAEXAMPLE:oncall</UserId>
    <Account>${account}</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>`;

const toEnvironment = (variables: Readonly<Record<string, string>>) => ({
  ...childEnvironment,
  HOME: '/nonexistent',
  ...variables,
});

async function start(
  script: string,
  args: readonly string[],
  { printed, environment }: { printed: RegExp; environment: Readonly<Record<string, string>> },
): Promise<Started> {
  const child: ChildProcess = spawn(process.execPath, [`console/${script}.ts`, ...args], {
    env: toEnvironment(environment),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    const found = printed.exec(text);
    if (found === null) continue;
    return {
      found,
      stop: () => {
        child.kill();
        return ended;
      },
    };
  }
  throw new Error(`${script} ended, and printed: ${text}`);
}

function run(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input: string,
): ReturnType<AwsAccount['command']> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [`console/${script}.ts`, ...args],
      { env: toEnvironment(environment) },
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}
