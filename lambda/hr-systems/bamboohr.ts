import * as v from 'valibot';
import type { SourceOf } from '../shared/configuration.ts';
import { type HireEvent, JsonObject, readId, readInstant, readStartDate, toPerson } from '../shared/hire.ts';
import type { EmployeeApi, EmployeePage, FetchedEmployee, HrEvent, HrSystem } from './hr-system.ts';
import { readTypedEvent } from './typed-event.ts';

/**
 * BambooHR: event-based webhooks (https://documentation.bamboohr.com/docs/event-based-webhooks) and field-based ones
 * (https://documentation.bamboohr.com/docs/field-based-webhooks), both read 2026-11. A hire of either kind has only an
 * id; the employee is fetched.
 */
export const bambooHr: HrSystem<SourceOf<'bamboohr'>> = {
  // Body first, then the timestamp, with nothing between; other orders circulate and are wrong.
  scheme: (source) => ({
    algorithm: 'sha256',
    encoding: 'hex',
    signatureHeader: 'x-bamboohr-signature',
    signedParts: ['{body}', '{timestamp}'],
    timestampHeader: 'x-bamboohr-timestamp',
    toleranceSeconds: source.toleranceSeconds,
    secretEncoding: 'utf8',
  }),

  readEvents(body) {
    const bodies: unknown[] = Array.isArray(body) ? body : [body];
    return bodies.flatMap((one) => {
      const fieldBased = v.safeParse(FieldBased, one);
      return fieldBased.success
        ? fieldBased.output.employees.map(readFieldBased)
        : [readTypedEvent(one, meanings)];
    });
  },

  readEmployeeId(record) {
    const eventBased = v.safeParse(EventBased, record);
    return readPlainId(eventBased.success ? eventBased.output.data.employeeId : record['id']);
  },

  readPerson(record) {
    const fields = v.safeParse(Fields, record['fields']);
    if (!fields.success) return {};
    return toPerson({
      workEmail: plainValue(fields.output['Work Email']),
      personalEmail: plainValue(fields.output['Home Email']),
      startDate: plainValue(fields.output['Hire Date']),
    });
  },

  readTimestamp: (record) => readInstant(record['timestamp']),

  api: createApi(),
};

/** It becomes a part of a path, in which `..` would lead elsewhere even when encoded. */
function readPlainId(value: unknown): string | undefined {
  const id = readId(value);
  return id !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : undefined;
}

const EventBased = v.object({ data: v.object({ employeeId: v.unknown() }) });

const FieldBased = v.object({ employees: v.array(v.unknown()) });

/**
 * By the customer's own aliases, of which these are the defaults; a value is text or `{"value": text}`. Where there
 * are none, `fields` may be an empty list.
 */
const Fields = v.record(v.string(), v.unknown());

const FieldValue = v.object({ value: v.unknown() });

const meanings = new Map<string, HireEvent>([
  ['employee.created', 'created'],
  ['employee.updated', 'updated'],
  ['employee.deleted', 'removed'],
]);

const WithAction = v.pipe(JsonObject, v.looseObject({ action: v.string() }));

/** Its actions are the types of the other kind, without `employee.`. */
function readFieldBased(employee: unknown): HrEvent {
  const parsed = v.safeParse(WithAction, employee);
  if (!parsed.success) return { event: 'other' };
  const event = meanings.get(`employee.${parsed.output.action.trim().toLowerCase()}`);
  return event === undefined ? { event: 'other' } : { event, record: parsed.output };
}

function plainValue(value: unknown): unknown {
  return v.is(FieldValue, value) ? value.value : value;
}

function headersOf(apiKey: string): Record<string, string> {
  return {
    authorization: `Basic ${Buffer.from(`${apiKey}:x`).toString('base64')}`,
    accept: 'application/json',
  };
}

/**
 * Get Employee and List Employees: https://documentation.bamboohr.com/reference/get-employee and
 * https://documentation.bamboohr.com/reference/list-employees (read 2026-11). An empty field is null. One that the key may
 * not see is left out by the former; by the latter it is null, and named in `_restrictedFields`.
 */
function createApi(): EmployeeApi<SourceOf<'bamboohr'>> {
  const fields = 'workEmail,homeEmail,hireDate,employeeNumber,status,displayName';
  const text = v.optional(v.nullable(v.string()));
  const Employee = v.pipe(JsonObject, v.object({ workEmail: text, homeEmail: text, hireDate: text }));
  const Page = v.object({
    data: v.array(
      v.object({
        employeeId: v.unknown(),
        hireDate: text,
        _restrictedFields: v.fallback(v.array(v.unknown()), []),
      }),
    ),
    meta: v.optional(v.object({ page: v.optional(v.object({ nextCursor: v.nullish(v.string()) }), {}) }), {}),
  });

  return {
    baseUrl: (source) => `https://${source.company}.bamboohr.com`,
    request: (employeeId, apiKey) => ({
      path: `/api/v1/employees/${encodeURIComponent(employeeId)}?fields=${fields}&onlyCurrent=false`,
      headers: headersOf(apiKey),
    }),
    readEmployee(body): FetchedEmployee | undefined {
      const employee = v.safeParse(Employee, body);
      if (!employee.success) return undefined;
      const { workEmail, homeEmail: personalEmail, hireDate: startDate } = employee.output;
      return { workEmail, personalEmail, startDate };
    },
    list: {
      request: (apiKey, cursor) => ({
        path: `/api/v1/employees?fields=hireDate&page[limit]=${pageSize}${cursor === undefined ? '' : `&page[after]=${encodeURIComponent(cursor)}`}`,
        headers: headersOf(apiKey),
      }),
      readPage(body): EmployeePage | undefined {
        const page = v.safeParse(Page, body);
        if (!page.success) return undefined;
        const employees = page.output.data.flatMap(({ employeeId, hireDate }) => {
          const id = readPlainId(employeeId);
          return id === undefined ? [] : [{ employeeId: id, startDate: readStartDate(hireDate) }];
        });
        const isHidden = ({ _restrictedFields: hidden }: { _restrictedFields: unknown[] }) =>
          hidden.includes('hireDate');
        const next = page.output.meta.page.nextCursor;
        return { employees, hiddenDates: page.output.data.filter(isHidden).length, ...(next && { next }) };
      },
    },
    toRecord: (employeeId) => ({ type: 'employee.created', data: { employeeId } }),
  };
}

/** BambooHR's default; it gives up to ten times as many. */
const pageSize = 250;
