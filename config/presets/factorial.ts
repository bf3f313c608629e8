import * as v from 'valibot';
import { describe, matching } from '../settings.ts';
import { createPresetWith, type ExampleHire, jsonExample, recentlyStarted } from './preset.ts';

/** An employee's fields. In Factorial's schema `email` is the personal address. */
const fields = {
  workEmail: ['login_email', 'work_email'],
  personalEmail: ['personal_email', 'email'],
  startDate: ['start_date', 'starts_on', 'seniority_calculation_date'],
};

const pageSize = 100;

const inBody = (...names: string[]) => names.flatMap((name) => [name, `data.${name}`, `employee.${name}`]);

/**
 * Factorial. It sends the subscription's challenge as a header. A subscription is for one kind of event, and the
 * request does not name it: subscribe to the creation of employees only. The addresses may come later than the
 * employee.
 */
export const factorial = createPresetWith(
  {
    apiVersion: v.pipe(
      v.optional(
        matching(/^\d{4}-\d\d-\d\d$/, 'a version of Factorial’s API, which is a date such as "2026-07-01"'),
      ),
      describe(
        'The version of Factorial’s API, which is a date. With it, the API is asked for what a webhook lacks.',
      ),
    ),
  },
  ({ apiVersion }) => ({
    authentication: [{ type: 'header', header: 'x-factorial-wh-challenge' }],
    employee: {
      id: inBody('id', 'employee_id'),
      tenant: inBody('company_id'),
      // Older subscriptions have only `email`, and it is the login.
      workEmail: [
        ...inBody(...fields.workEmail),
        "[@, data, employee][?email && !contains(keys(@), 'login_email')].email | [0]",
      ],
      personalEmail: inBody(...fields.personalEmail),
      startDate: inBody(...fields.startDate),
      mayCome: ['workEmail'],
      timestamp: inBody('updated_at'),
    },
    eligible: recentlyStarted,
    ...(apiVersion !== undefined && {
      api: {
        baseUrl: 'https://api.factorialhr.com',
        authentication: { type: 'header', header: 'x-api-key' },
        employee: {
          request: { path: `/api/${apiVersion}/resources/employees/employees/{id}` },
          found: 'data || @',
          id: 'id',
          ...fields,
        },
        // As clients have written it in public. That an employee has a `company_id` here too is not certain.
        list: {
          request: { path: `/api/${apiVersion}/resources/employees/employees?limit=${pageSize}` },
          nextPath: `/api/${apiVersion}/resources/employees/employees?limit=${pageSize}&after_id={cursor}`,
          next: 'meta.has_next_page && meta.end_cursor',
          employees: 'data',
          tenant: 'company_id',
          startDate: fields.startDate,
        },
      },
    }),
  }),
  {
    title: 'Factorial',
    certainty: 'community',
    example: (hire) => jsonExample(toEmployee(hire)),
    apiExample: {
      calls: { employee: toEmployee },
      list: {
        pageSize,
        startOf: (query) => Number(query.get('after_id') ?? 0),
        answer: ({ hires, total, next }) => ({
          data: hires.map(toEmployee),
          meta: { limit: pageSize, total, has_next_page: next !== undefined, end_cursor: String(next ?? '') },
        }),
      },
    },
  },
);

function toEmployee({ employeeId, workEmail, personalEmail, startDate }: ExampleHire) {
  return {
    id: Number(employeeId),
    company_id: 7,
    email: personalEmail,
    login_email: workEmail,
    seniority_calculation_date: startDate,
  };
}
