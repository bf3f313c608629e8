import * as v from 'valibot';
import { describe, matching } from '../settings.ts';
import { createPresetWith, jsonExample } from './preset.ts';

/**
 * BambooHR: event-based webhooks (https://documentation.bamboohr.com/docs/event-based-webhooks) and field-based ones
 * (https://documentation.bamboohr.com/docs/field-based-webhooks), each as JSON or form-encoded; read 2026-11. A hire of
 * either kind has only an id, so the employee is fetched.
 */
export const bambooHr = createPresetWith(
  {
    company: v.pipe(
      matching(/^[a-z0-9][a-z0-9-]{0,62}$/i, 'the company part of https://<company>.bamboohr.com'),
      describe('The company part of your BambooHR address: acme in acme.bamboohr.com.'),
    ),
  },
  ({ company }) => ({
    // Body first, then the timestamp, with nothing in between. Other orders can be found on the web, and are wrong.
    authentication: [
      {
        type: 'hmac',
        signatureHeader: 'x-bamboohr-signature',
        timestampHeader: 'x-bamboohr-timestamp',
        template: '{body}{timestamp}',
      },
    ],
    toleranceSeconds: 24 * 60 * 60, // it retries for 155 minutes, perhaps with the first timestamp
    formats: ['json', 'form'],
    // A list of employees; in a form, an object with their ids as keys.
    records: [
      "type(employees) == 'array' && employees",
      "type(employees) == 'object' && map(&merge({id: [0]}, [1]), items(employees))",
      '@',
    ],
    event: {
      type: ['type', 'action'],
      created: ['employee.created', 'Created'],
      updated: ['employee.updated', 'Updated'],
      removed: ['employee.deleted', 'Deleted'],
    },
    employee: {
      id: ['data.employeeId', 'id'],
      // The customer chooses the aliases; these are the defaults. A value is a text or {"value": text}.
      workEmail: ['fields."Work Email".value', 'fields."Work Email"'],
      personalEmail: ['fields."Home Email".value', 'fields."Home Email"'],
      startDate: ['fields."Hire Date".value', 'fields."Hire Date"'],
      timestamp: 'timestamp',
    },
    api: {
      baseUrl: `https://${company}.bamboohr.com`,
      authentication: { type: 'basic-api-key' },
      // https://documentation.bamboohr.com/reference/get-employee: an empty field is null, a hidden one is missing.
      employee: {
        request: {
          path: '/api/v1/employees/{id}?fields=workEmail,homeEmail,hireDate,employeeNumber,status,displayName&onlyCurrent=false',
        },
        id: 'id',
        workEmail: 'workEmail',
        personalEmail: 'homeEmail',
        startDate: 'hireDate',
        hidden: {
          workEmail: "!contains(keys(@), 'workEmail')",
          personalEmail: "!contains(keys(@), 'homeEmail')",
          startDate: "!contains(keys(@), 'hireDate')",
        },
      },
      // https://documentation.bamboohr.com/reference/list-employees: a hidden field is null, and listed as
      // restricted. The default page has 250 employees; up to ten times as many are allowed.
      list: {
        request: { path: '/api/v1/employees?fields=hireDate&page[limit]=250' },
        employees: 'data',
        id: 'employeeId',
        startDate: 'hireDate',
        startDateHidden: "contains(_restrictedFields, 'hireDate')",
        next: 'meta.page.nextCursor',
        nextPath: '/api/v1/employees?fields=hireDate&page[limit]=250&page[after]={cursor}',
      },
    },
  }),
  {
    title: 'BambooHR',
    certainty: 'verified',
    example: ({ employeeId }, at) =>
      jsonExample({
        type: 'employee.created',
        timestamp: at.toISOString(),
        data: { companyId: '12345', employeeId },
      }),
  },
);
