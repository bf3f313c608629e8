import * as v from 'valibot';
import type { LocalServer } from '../aws/json-service.ts';
import { type ControlRoutes, routeWithBody } from './control.ts';
import { createFaults, type Faults } from './faults.ts';
import { jsonReply, type Reply } from './reply.ts';
import { type SandboxRequest, serveVendor } from './sandbox-server.ts';

const field = v.optional(v.nullable(v.string()), null);

const Employee = v.strictObject({
  id: v.string(),
  workEmail: field,
  homeEmail: field,
  hireDate: field,
  employeeNumber: field,
  status: field,
  displayName: field,
  location: field,
});
type Employee = v.InferOutput<typeof Employee>;

export interface BambooHrSandbox extends LocalServer {
  faults: Faults;
  /** How often one employee was requested, and how often a page of all employees. */
  calls: { employee: number; employees: number };
  putEmployee(employee: v.InferInput<typeof Employee>): void;
  /** Hides this field from the API key: it is left out of every answer. */
  hideField(field: string): void;
  setApiKey(apiKey: string): void;
}

/** What BambooHR holds. */
interface Company {
  apiKey: string;
  employees: Map<string, Employee>;
  hidden: Set<string>;
}

/**
 * BambooHR's *Get Employee* and *List Employees* on this machine, with faults on request. A person controls it with
 * curl, under `/_sandbox/`.
 * @param options.port any free port if absent.
 */
export async function startBambooHr(
  options: { apiKey?: string; port?: number } = {},
): Promise<BambooHrSandbox> {
  const { apiKey = 'sandbox-api-key', port } = options;
  const company: Company = { apiKey, employees: new Map(), hidden: new Set() };
  const faults = createFaults();
  const calls = { employee: 0, employees: 0 };
  const put = (employee: Employee) => company.employees.set(employee.id, employee);

  const server = await serveVendor<keyof typeof calls>(
    {
      faults,
      calls,
      findCall(request) {
        if (request.method === 'GET' && request.url.pathname === '/api/v1/employees')
          return { name: 'employees', who: '', work: () => listEmployees(company, request) };
        const [, who] = /^\/api\/v1\/employees\/([\w-]+)$/.exec(request.url.pathname) ?? [];
        if (request.method !== 'GET' || who === undefined) return undefined;
        return { name: 'employee', who, work: () => getEmployee(company, who, request) };
      },
      answerOther: () => errorReply(404, 'Not Found'),
      toError: errorReply,
      controlRoutes: employeeRoutes(company, put),
    },
    port,
  );

  return {
    ...server,
    faults,
    calls,
    putEmployee: (employee) => put(v.parse(Employee, employee)),
    hideField: (name) => company.hidden.add(name),
    setApiKey(changed) {
      company.apiKey = changed;
    },
  };
}

/** Get Employee: https://documentation.bamboohr.com/reference/get-employee. It answers in XML unless asked for JSON. */
function getEmployee({ apiKey, employees, hidden }: Company, id: string, request: SandboxRequest): Reply {
  const { accept = '' } = request.headers;
  if (!isAuthorized(request, apiKey)) return errorReply(401, 'Unauthorized');
  const employee = employees.get(id);
  if (employee === undefined) return errorReply(404, 'Not Found');
  const wanted = ['id', ...(request.url.searchParams.get('fields') ?? '').split(',')];
  const visible = Object.entries(employee).filter(([name]) => wanted.includes(name) && !hidden.has(name));
  return accept.includes('application/json')
    ? jsonReply(200, Object.fromEntries(visible))
    : xmlReply(visible);
}

/**
 * List Employees: https://documentation.bamboohr.com/reference/list-employees. A field that the key may not see is
 * null, and is named in `_restrictedFields`.
 */
function listEmployees({ apiKey, employees, hidden }: Company, request: SandboxRequest): Reply {
  if (!isAuthorized(request, apiKey)) return errorReply(401, 'Unauthorized');
  const query = request.url.searchParams;
  const start = readCursor(query.get('page[after]'));
  const limit = Number(query.get('page[limit]') ?? defaultPageSize);
  const fields = query.get('fields')?.split(',') ?? [];
  if (start === undefined || !Number.isInteger(limit) || limit < 1) return errorReply(400, 'Bad Request');
  const data = [...employees.values()].slice(start, start + limit).map((employee) => {
    const wanted = Object.entries(employee).filter(([name]) => name !== 'id' && fields.includes(name));
    return {
      employeeId: employee.id,
      status: employee.status,
      _restrictedFields: fields.filter((name) => hidden.has(name)),
      ...Object.fromEntries(wanted.map(([name, value]) => [name, hidden.has(name) ? null : value])),
    };
  });
  const end = start + data.length;
  const nextCursor = end < employees.size ? toCursor(end) : null;
  return jsonReply(200, { data, meta: { total: employees.size, page: { nextCursor } } });
}

const defaultPageSize = 250;

function toCursor(start: number): string {
  return Buffer.from(`after ${start}`).toString('base64');
}

/** Where a page begins; undefined for a cursor that did not come from here. */
function readCursor(cursor: string | null): number | undefined {
  if (cursor === null) return 0;
  const [, start] = /^after (\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  return start === undefined ? undefined : Number(start);
}

function isAuthorized({ headers }: SandboxRequest, apiKey: string): boolean {
  return headers.authorization === `Basic ${Buffer.from(`${apiKey}:x`).toString('base64')}`;
}

function employeeRoutes({ employees }: Company, put: (employee: Employee) => void): ControlRoutes {
  return {
    'GET employees': () => jsonReply(200, [...employees.values()]),
    'PUT employees': routeWithBody(Employee, (employee) => {
      put(employee);
      return jsonReply(200, employee);
    }),
  };
}

/** BambooHR says in a header what is wrong; the body is empty. */
function errorReply(status: number, message: string): Reply {
  return { status, headers: { 'x-bamboohr-error-message': message }, body: '' };
}

function xmlReply(fields: [name: string, value: string | null][]): Reply {
  const escapeXml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  const elements = fields.map(([name, value]) => `<field id="${name}">${escapeXml(value ?? '')}</field>`);
  const body = `<?xml version="1.0"?>\n<employee>${elements.join('')}</employee>\n`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
