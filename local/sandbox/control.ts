import * as v from 'valibot';
import { type CallName, Fault, type Faults } from './faults.ts';
import { jsonReply, type Reply } from './reply.ts';

/**
 * The requests that a person with curl, or a test in another process, can send to a sandbox under `/_sandbox/`:
 * `GET users`, `PATCH users/{id}`, ...
 */
export type ControlRoutes = Record<string, ControlRoute>;

/** @param text the request's body. @param id the last part of the path. */
export type ControlRoute = (text: string, id: string) => Reply;

/** A route with a JSON body. A wrong body is answered 400, with what was expected. */
export function routeWithBody<Schema extends v.GenericSchema>(
  schema: Schema,
  handle: (input: v.InferOutput<Schema>, id: string) => Reply,
): ControlRoute {
  const Body = v.pipe(v.string(), v.parseJson(undefined, 'Invalid JSON'), schema);
  return (text, id) => {
    const body = v.safeParse(Body, text);
    if (body.success) return handle(body.output, id);
    const faults = body.issues.map((issue) =>
      [v.getDotPath(issue), issue.message].filter(Boolean).join(': '),
    );
    return jsonReply(400, { error: faults.join('; ') });
  };
}

const oneOrMore = v.pipe(
  v.unknown(),
  v.transform((input) => (Array.isArray(input) ? input : [input])),
  v.array(Fault),
);

/** The requests that every sandbox answers. */
export function commonRoutes(faults: Faults, calls: Partial<Record<CallName, number>>): ControlRoutes {
  return {
    'GET calls': () => jsonReply(200, calls),
    'POST faults': routeWithBody(oneOrMore, (input) => {
      for (const fault of input) faults.add(fault);
      return jsonReply(201, input);
    }),
    'DELETE faults': () => {
      faults.clear();
      return jsonReply(200, []);
    },
  };
}

/** Answers a request under `/_sandbox/`. An unknown route gets 404 and a list of the routes. */
export function answerControl(routes: ControlRoutes, method: string, pathname: string, text: string): Reply {
  const [, , what = '', id] = pathname.split('/');
  const route = routes[`${method} ${what}${id === undefined ? '' : '/{id}'}`];
  if (route !== undefined) return route(text, id ?? '');
  return jsonReply(404, { error: `no such route; there are: ${Object.keys(routes).join(', ')}` });
}
