import * as v from 'valibot';
import { type LocalServer, readBytes, serve } from '../aws/json-service.ts';
import { createFaults, Fault, type Faults, jsonReply, type Reply } from './faults.ts';

const Employee = v.object({
  id: v.string(),
  workEmail: v.optional(v.nullable(v.string()), null),
  homeEmail: v.optional(v.nullable(v.string()), null),
  hireDate: v.optional(v.nullable(v.string()), null),
});

export interface BambooHrSandbox extends LocalServer {
  faults: Faults;
  /** How often an employee was asked for. */
  calls: { employee: number };
  putEmployee(employee: v.InferInput<typeof Employee>): void;
  /** The API key may not see this field: it is left out of every answer. */
  hideField(field: string): void;
  setApiKey(apiKey: string): void;
}

/** BambooHR's *Get Employee* on this machine. A person drives it by curl under `/_sandbox/`. */
export async function startBambooHr(
  options: { apiKey?: string; port?: number } = {},
): Promise<BambooHrSandbox> {
  let apiKey = options.apiKey ?? 'sandbox-api-key';
  const employees = new Map<string, v.InferOutput<typeof Employee>>();
  const hidden = new Set<string>();
  const faults = createFaults();
  const calls = { employee: 0 };

  const put = (employee: v.InferInput<typeof Employee>) =>
    employees.set(employee.id, v.parse(Employee, employee));

  function getEmployee(id: string, url: URL, authorization: string | undefined): Reply {
    if (authorization !== `Basic ${Buffer.from(`${apiKey}:x`).toString('base64')}`) return jsonReply(401, {});
    const employee = employees.get(id);
    if (employee === undefined) return jsonReply(404, {});
    const fields = ['id', ...(url.searchParams.get('fields') ?? '').split(',')];
    const visible = Object.entries(employee).filter(
      ([field]) => fields.includes(field) && !hidden.has(field),
    );
    return jsonReply(200, Object.fromEntries(visible));
  }

  function control(method: string, pathname: string, text: string): Reply {
    const input: unknown = text === '' ? undefined : JSON.parse(text);
    if (method === 'PUT' && pathname === '/_sandbox/employees' && v.is(Employee, input)) {
      put(input);
      return jsonReply(200, {});
    }
    if (method === 'POST' && pathname === '/_sandbox/faults' && v.is(Fault, input)) {
      faults.add(input);
      return jsonReply(201, {});
    }
    return jsonReply(400, { error: 'not understood; there is: PUT employees, POST faults' });
  }

  const server = await serve(async (request, response) => {
    const text = (await readBytes(request)).toString('utf8');
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, id] = /^\/api\/v1\/employees\/([^/]+)$/.exec(url.pathname) ?? [];
    if (id === undefined) {
      const { status, headers, body } = control(request.method ?? '', url.pathname, text);
      response.writeHead(status, headers).end(body);
      return;
    }
    calls.employee += 1;
    const who = decodeURIComponent(id);
    const work = () => getEmployee(who, url, request.headers.authorization);
    faults.carryOut({ name: 'employee', who }, work, request, response);
  }, options.port);

  return {
    ...server,
    faults,
    calls,
    putEmployee: put,
    hideField: (field) => hidden.add(field),
    setApiKey(changed) {
      apiKey = changed;
    },
  };
}
