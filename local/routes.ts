import * as v from 'valibot';
import type { Configuration } from '../config/configuration.ts';
import type { ExampleWebhook } from '../config/presets/preset.ts';
import type { OtherRoutes } from './aws/http-api.ts';
import { readBytes } from './aws/json-service.ts';
import type { Clock } from './clock.ts';
import { playForward } from './play-forward.ts';
import type { LocalRun } from './run.ts';
import { sampleHires, toWebhook } from './sample-hire.ts';

/** The requests that `npm run clock` and `npm run sweep` send to `npm start`. */
export const clockPath = '/_local/clock';
export const sweepPath = '/_local/sweep';
/** `/_local/samples/{source}/{employeeId}`: the body with which a source would announce a sample hire. */
export const samplesPath = '/_local/samples';

const mostDays = 400;
/** How far to move the clock. It is limited because each day on the way takes a moment. */
export const ClockMove = v.object({
  moveSeconds: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1, 'The clock would stand still'),
    v.maxValue(mostDays * 24 * 60 * 60, `The clock moves by at most ${mostDays} days`),
  ),
});
const ClockRequest = v.pipe(v.string(), v.parseJson(), ClockMove);
const SweepRequest = v.pipe(v.string(), v.parseJson(), v.object({ dryRun: v.boolean() }));

/** The new time in ISO 8601, and how many mails went out on the way, if the sandbox sends them. */
export const ClockMoved = v.object({ now: v.string(), mails: v.optional(v.number()) });

/** Serves the requests of the commands of `npm start`, on the address of the API; and everything else by the page. */
export function createRoutes(
  run: LocalRun,
  clock: Clock,
  { sources }: Pick<Configuration, 'sources'>,
  page: OtherRoutes,
): OtherRoutes {
  let lastMove: Promise<unknown> = Promise.resolve();
  /** Moves run one after another: each goes from one thing that is due to the next. */
  function moveClock(move: v.InferOutput<typeof ClockMove>) {
    const moved = lastMove.then(() => moveOnce(move));
    lastMove = moved.catch(() => undefined);
    return moved;
  }

  async function moveOnce({ moveSeconds }: v.InferOutput<typeof ClockMove>) {
    const { stack, queues, oneLogin } = run;
    const before = oneLogin?.mails.length ?? 0;
    await playForward(moveSeconds * 1000, clock, { stack, queueName: queues.invite });
    const mails = oneLogin && { mails: oneLogin.mails.length - before };
    return { now: new Date().toISOString(), ...mails };
  }

  const answers: Record<string, (body: string) => Promise<unknown>> = {
    [clockPath]: async (body) => moveClock(v.parse(ClockRequest, body)),
    [sweepPath]: async (body) => run.stack.invoke(run.sweepName, v.parse(SweepRequest, body)),
  };

  return async (request, response) => {
    const { method, url = '' } = request;
    const sample = method === 'GET' ? findSample(url, run, sources) : undefined;
    if (sample !== undefined) {
      response.writeHead(200, { 'content-type': sample.contentType }).end(sample.body);
      return true;
    }
    const answer = method === 'POST' ? answers[url] : undefined;
    if (answer === undefined) return page(request, response);
    const [status, body] = await answer((await readBytes(request)).toString()).then(
      (result) => [200, result] as const,
      (error: unknown) => [400, { error: error instanceof Error ? error.message : 'failed' }] as const,
    );
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return true;
  };
}

function findSample(
  url: string,
  { laterHire }: LocalRun,
  sources: Configuration['sources'],
): ExampleWebhook | undefined {
  if (!url.startsWith(`${samplesPath}/`)) return undefined;
  const [source = '', employeeId = ''] = url.slice(samplesPath.length + 1).split('/');
  const hire = [...sampleHires, laterHire].find((one) => one.employeeId === employeeId);
  const settings = sources[source];
  return settings === undefined || hire === undefined ? undefined : toWebhook(settings, hire);
}
