import * as v from 'valibot';
import type { OtherRoutes } from './aws/http-api.ts';
import { readBytes } from './aws/json-service.ts';
import { namesThisMachine } from './own-names.ts';
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
import type { Sender } from './send-sample.ts';
import type { Workbench } from './workbench.ts';

/**
 * Serves the requests of the commands of `npm start`, on the address of the API, and everything else by the page.
 * @param id by which the commands know this run.
 */
export function createRoutes(
  { run, configuration }: Pick<Sender, 'run' | 'configuration'>,
  workbench: Workbench,
  { id, page }: { id: string; page: OtherRoutes },
): OtherRoutes {
  function describeStack(): RunningStack {
    const { url, lambdaUrl, endpoints } = run.stack;
    return {
      id,
      name: configuration.name,
      url,
      lambdaUrl,
      secretsManagerUrl: endpoints.AWS_ENDPOINT_URL_SECRETS_MANAGER,
      vendorUrls: run.vendorUrls,
      now: new Date().toISOString(),
      clock: workbench.clock.state(),
    };
  }

  const answers: Record<string, (body: string) => Promise<unknown>> = {
    [`GET ${runPath}`]: async () => describeStack(),
    [`POST ${clockPath}`]: async (body) => workbench.clock.move(parse(ClockMove, body)),
    [`POST ${sweepPath}`]: async (body) => run.stack.invoke(run.sweepName, parse(SweepRequest, body)),
    [`POST ${sendPath}`]: async (body) => workbench.send(parse(SendRequest, body)),
  };

  return async (request, response) => {
    const { method, url = '' } = request;
    const answer = answers[`${method} ${url}`];
    if (answer === undefined) return page(request, response);
    if (!namesThisMachine(request.headers.host ?? '')) return false;
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
