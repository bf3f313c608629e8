import * as v from 'valibot';
import { describe, matching } from '../settings.ts';
import { byOffset, createPresetWith, type ExampleHire } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

const pageSize = 100;

const startDate = ['startDate', 'start_date'];

/**
 * Rippling (https://developer.rippling.com/documentation/developer-portal/v2-guides/webhooks, as others had written it
 * down by 2026-11). Its requests are forms, come minutes late and have only ids, so the employee is fetched. The bearer
 * token is optional there, and required here.
 */
export const rippling = createPresetWith(
  {
    companyId: v.pipe(
      v.optional(matching(/^[\w-]{1,64}$/, 'an id')),
      describe(
        'Rippling’s id of your company: `company_id` in its webhooks. With it, the sweep asks for the list of employees.',
      ),
    ),
  },
  ({ companyId }) => ({
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
        startDate,
      },
      // As clients have written it in public. `/platform/api/employees` has nobody who has not started yet, this has all.
      // Whether its ids are those of the webhooks is not certain: the doctor says if they are not.
      ...(companyId !== undefined && {
        list: {
          request: {
            path: `/platform/api/employees/include_terminated?limit=${pageSize}&offset={cursor}`,
          },
          count: { from: 0, step: pageSize },
          tenant: `'${companyId}'`,
          startDate,
        },
      }),
    },
  }),
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
      calls: { employee: toEmployee },
      list: { pageSize, startOf: byOffset, answer: ({ hires }) => hires.map(toEmployee) },
    },
  },
);

function toEmployee({ employeeId, workEmail, personalEmail, startDate }: ExampleHire) {
  return { id: employeeId, workEmail, personalEmail, startDate };
}
