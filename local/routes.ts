import * as v from 'valibot';
import type { OtherRoutes } from './aws/http-api.ts';
import { readBytes } from './aws/json-service.ts';
import type { Clock } from './clock.ts';
import { playForward } from './play-forward.ts';
import {
  ClockMove,
  clockPath,
  type RunningStack,
  runPath,
  SendRequest,
  SweepRequest,
  sendPath,
  sweepPath,
} from './requests.ts';
import { type Sender, sendSample } from './send-sample.ts';

/**
 * Serves the requests of the commands of `npm start`, on the address of the API, and everything else by the page.
 * @param id by which the commands know this run.
 */
export function createRoutes(
  { run, configuration, secrets }: Omit<Sender, 'nowMs'>,
  clock: Clock,
  { id, page }: { id: string; page: OtherRoutes },
): OtherRoutes {
  let lastMove: Promise<unknown> = Promise.resolve();
  let moves = 0;

  /** Moves run one after another: each goes from one thing that is due to the next. */
  async function moveClock(move: v.InferOutput<typeof ClockMove>) {
    moves += 1;
    const moved = lastMove.then(() => moveOnce(move));
    lastMove = moved.catch(() => undefined);
    return moved.finally(() => {
      moves -= 1;
    });
  }

  async function moveOnce({ moveSeconds }: v.InferOutput<typeof ClockMove>) {
    const { stack, queues, oneLogin } = run;
    const before = oneLogin?.mails.length ?? 0;
    await playForward(moveSeconds * 1000, clock, { stack, queueName: queues.invite });
    const mails = oneLogin && { mails: oneLogin.mails.length - before };
    return { now: new Date().toISOString(), ...mails };
  }

  function describeStack(): RunningStack {
    const { url, lambdaUrl, endpoints } = run.stack;
    return {
      id,
      name: configuration.name,
      url,
      lambdaUrl,
      sqsUrl: endpoints.AWS_ENDPOINT_URL_SQS,
      deadLetterQueueArn: run.deadLetterQueueArn,
      secretsManagerUrl: endpoints.AWS_ENDPOINT_URL_SECRETS_MANAGER,
      vendorUrls: run.vendorUrls,
      now: new Date().toISOString(),
      clock: moves > 0 ? 'moving' : clock.aheadMs() > 0 ? 'moved' : 'real',
    };
  }

  const answers: Record<string, (body: string) => Promise<unknown>> = {
    [`GET ${runPath}`]: async () => describeStack(),
    [`POST ${clockPath}`]: async (body) => moveClock(parse(ClockMove, body)),
    [`POST ${sweepPath}`]: async (body) => run.stack.invoke(run.sweepName, parse(SweepRequest, body)),
    [`POST ${sendPath}`]: async (body) =>
      sendSample(parse(SendRequest, body), { run, configuration, secrets, nowMs: clock.machineMs }),
  };

  return async (request, response) => {
    const { method, url = '' } = request;
    const answer = answers[`${method} ${url}`];
    if (answer === undefined) return page(request, response);
    // A page of somebody else's, open in a browser on this machine, cannot send this type without asking first.
    if (method === 'POST' && request.headers['content-type'] !== 'application/json') return false;
    const [status, body] = await answer((await readBytes(request)).toString()).then(
      (result) => [200, result] as const,
      (error: unknown) => [400, { error: error instanceof Error ? error.message : 'failed' }] as const,
    );
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return true;
  };
}

function parse<Schema extends v.GenericSchema>(schema: Schema, body: string): v.InferOutput<Schema> {
  return v.parse(v.pipe(v.string(), v.parseJson(), schema), body);
}
