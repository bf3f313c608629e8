import { createPreset, type ExampleHire } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

/**
 * Rippling (https://developer.rippling.com/documentation/developer-portal/v2-guides/webhooks, as others had written it
 * down by 2026-11). Its requests are forms, come minutes late and have only ids, so the employee is fetched. The bearer
 * token is optional there, and required here.
 */
export const rippling = createPreset(
  {
    authentication: sharedCredential,
    formats: ['form', 'json'],
    event: {
      type: ['event_name', 'event_type', 'type'],
      created: ['employee.created', 'employee.hired', 'employee_created', 'employee_hired', 'worker.created'],
      updated: ['employee.updated', 'employee_updated', 'worker.updated'],
      removed: ['employee.deleted', 'employee_deleted', 'worker.deleted'],
    },
    employee: {
      id: ['employee_id', 'role_id', 'worker_id', 'data.employee_id', 'data.id', 'id'],
      tenant: ['company_id', 'data.company_id'],
      workEmail: ['work_email', 'workEmail', 'data.work_email'],
      personalEmail: ['personal_email', 'personalEmail', 'data.personal_email'],
      startDate: ['start_date', 'startDate', 'data.start_date'],
    },
    api: {
      baseUrl: 'https://api.rippling.com',
      authentication: { type: 'bearer' },
      employee: {
        request: { path: '/platform/api/employees/{id}' },
        // An event may have the id of a role or a worker in place of the employee's.
        id: ['id', 'employeeId', 'roleId', 'workerId', 'employee_id', 'role_id', 'worker_id'],
        workEmail: 'workEmail',
        personalEmail: 'personalEmail',
        startDate: ['startDate', 'start_date'],
      },
    },
  },
  {
    title: 'Rippling',
    certainty: 'community',
    example: ({ employeeId }) => ({
      contentType: 'application/x-www-form-urlencoded',
      body: new URLSearchParams({
        event_name: 'employee.created',
        id: employeeId,
        company_id: '656992806f26d6caeaffff9f',
        company_primary_email: 'hr@acme.example',
      }).toString(),
    }),
    apiExample: {
      calls: {
        employee: ({ employeeId, workEmail, personalEmail, startDate }: ExampleHire) => ({
          id: employeeId,
          workEmail,
          personalEmail,
          startDate,
        }),
      },
    },
  },
);
