import { createPreset, jsonExample } from './preset.ts';

/**
 * Gusto (https://docs.gusto.com/app-integrations/docs/employee-events, read 2026-11). Its first request brings the
 * token that signs all others. An event has only ids, so the employee is fetched.
 */
export const gusto = createPreset(
  {
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
        startDate: ['jobs[?primary].hire_date', 'jobs[].hire_date'],
      },
    },
  },
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
      calls: {
        employee: ({ employeeId, workEmail, personalEmail, startDate }) => ({
          uuid: employeeId,
          email: personalEmail,
          work_email: workEmail,
          jobs: [{ primary: true, hire_date: startDate }],
        }),
      },
    },
  },
);
