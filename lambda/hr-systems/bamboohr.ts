import * as v from 'valibot';
import type { SourceOf } from '../shared/configuration.ts';
import { JsonObject, readEmail, readId } from '../shared/hire.ts';
import type { EmployeeApi, FetchedEmployee, HrEvent, HrSystem } from './hr-system.ts';

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
      return fieldBased.success ? fieldBased.output.employees.map(readFieldBased) : [readEventBased(one)];
    });
  },

  readEmployeeId(record) {
    const eventBased = v.safeParse(EventBased, record);
    const id = readId(eventBased.success ? eventBased.output.data.employeeId : record['id']);
    return id !== undefined && plainId.test(id) ? id : undefined;
  },

  readPerson(record) {
    const fields = v.safeParse(Fields, record['fields']);
    if (!fields.success) return {};
    const workEmail = readEmail(plainValue(fields.output['Work Email']));
    const personalEmail = readEmail(plainValue(fields.output['Home Email']));
    return { ...(workEmail && { workEmail }), ...(personalEmail && { personalEmail }) };
  },

  api: createApi(),
};

/** It becomes a part of a path, in which `..` would lead elsewhere even when encoded. */
const plainId = /^[A-Za-z0-9_-]{1,64}$/;

const EventBased = v.object({ data: v.object({ employeeId: v.unknown() }) });

const FieldBased = v.object({ employees: v.array(v.unknown()) });

/**
 * By the customer's own aliases, of which these are the defaults; a value is text or `{"value": text}`. Where there
 * are none, `fields` may be an empty list.
 */
const Fields = v.record(v.string(), v.unknown());

const FieldValue = v.object({ value: v.unknown() });

const Created = v.pipe(JsonObject, v.looseObject({ type: v.literal('employee.created') }));

function readEventBased(event: unknown): HrEvent {
  const created = v.safeParse(Created, event);
  return created.success ? { event: 'created', record: created.output } : { event: 'other' };
}

const WithAction = v.pipe(JsonObject, v.looseObject({ action: v.string() }));

function readFieldBased(employee: unknown): HrEvent {
  const parsed = v.safeParse(WithAction, employee);
  const created = parsed.success && parsed.output.action.trim().toLowerCase() === 'created';
  return created ? { event: 'created', record: parsed.output } : { event: 'other' };
}

function plainValue(value: unknown): unknown {
  return v.is(FieldValue, value) ? value.value : value;
}

/** Get Employee: https://documentation.bamboohr.com/reference/get-employee (read 2026-11). */
function createApi(): EmployeeApi<SourceOf<'bamboohr'>> {
  const fields = 'workEmail,homeEmail,hireDate,employeeNumber,status,displayName';
  // A field that the key may not see is left out; one that is empty is null.
  const address = v.optional(v.nullable(v.string()));
  const Employee = v.pipe(JsonObject, v.object({ workEmail: address, homeEmail: address }));

  return {
    baseUrl: (source) => `https://${source.company}.bamboohr.com`,
    request: (employeeId, apiKey) => ({
      path: `/api/v1/employees/${encodeURIComponent(employeeId)}?fields=${fields}&onlyCurrent=false`,
      headers: {
        authorization: `Basic ${Buffer.from(`${apiKey}:x`).toString('base64')}`,
        accept: 'application/json',
      },
    }),
    readEmployee(body): FetchedEmployee | undefined {
      const employee = v.safeParse(Employee, body);
      if (!employee.success) return undefined;
      return { workEmail: employee.output.workEmail, personalEmail: employee.output.homeEmail };
    },
  };
}
