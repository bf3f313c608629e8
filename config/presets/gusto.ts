import * as v from 'valibot';
import { describe, matching } from '../settings.ts';
import { createPresetWith, type ExampleHire, jsonExample } from './preset.ts';

const pageSize = 100;

const startDate = ['jobs[?primary].hire_date', 'jobs[].hire_date'];

/**
 * Gusto (https://docs.gusto.com/app-integrations/docs/employee-events, read 2026-11). Its first request brings the
 * token that signs all others. An event has only ids, so the employee is fetched.
 */
export const gusto = createPresetWith(
  {
    companyUuid: v.pipe(
      v.optional(matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'a UUID')),
      describe(
        'Gusto’s UUID of your company: `resource_uuid` in its webhooks. With it, the sweep asks for the list of employees.',
      ),
    ),
  },
  ({ companyUuid }) => ({
    authentication: [{ type: 'hmac', signatureHeader: 'x-gusto-signature' }],
    handshakes: [{ type: 'keep-token', field: 'verification_token' }],
    event: {
      type: 'event_type',
      created: ['employee.created', 'employee.onboarded', 'employee.rehired'],
      updated: ['employee.updated', 'employee.self_onboarding_completed'],
      removed: ['employee.deleted'],
    },
    // `uuid` is the id of the event.
    employee: { id: 'entity_uuid' },
    api: {
      baseUrl: 'https://api.gusto.com',
      authentication: { type: 'bearer' },
      headers: { 'x-gusto-api-version': '2024-04-01' },
      employee: {
        request: { path: '/v1/employees/{id}' },
        id: 'uuid',
        workEmail: 'work_email',
        personalEmail: ['personal_email', 'email'],
        startDate,
      },
      // https://docs.gusto.com/app-integrations/docs/pagination (read 2026-11): only headers say the page. It also has who
      // has left. 200 calls a minute are allowed.
      ...(companyUuid !== undefined && {
        list: {
          request: { path: `/v1/companies/${companyUuid}/employees?page={cursor}&per=${pageSize}` },
          count: { from: 1, totalHeader: 'x-total-pages' },
          id: 'uuid',
          startDate,
        },
      }),
    },
  }),
  {
    title: 'Gusto',
    certainty: 'documented',
    example: ({ employeeId }) =>
      jsonExample({
        uuid: 'd1b8f2a6-6a0f-4f0e-8a5e-3f1a2b3c4d5e',
        event_type: 'employee.created',
        resource_type: 'Company',
        resource_uuid: '9c6f1a2b-0000-4000-8000-000000000002',
        entity_type: 'Employee',
        entity_uuid: employeeId,
        timestamp: 1772438400,
      }),
    apiExample: {
      calls: { employee: toEmployee },
      list: {
        pageSize,
        startOf: (query) => (Number(query.get('page')) - 1) * pageSize,
        answer: ({ hires }) => hires.map(toEmployee),
        headers: ({ start, total }) => ({
          'x-page': String(start / pageSize + 1),
          'x-total-count': String(total),
          'x-total-pages': String(Math.ceil(total / pageSize)),
        }),
      },
    },
  },
);

function toEmployee({ employeeId, workEmail, personalEmail, startDate }: ExampleHire) {
  return {
    uuid: employeeId,
    email: personalEmail,
    work_email: workEmail,
    jobs: [{ primary: true, hire_date: startDate }],
  };
}
