import * as v from 'valibot';
import { describe, matching } from '../settings.ts';
import { byOffset, createPresetWith, type ExampleHire, jsonExample } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

/** A field's value: plain, or in a list where one item may be marked as primary. */
const field = (name: string) => [`${name}[?is_primary].value`, `${name}[].value`, name];
const pageSize = 100;

const inEvent = (name: string) => field(name).map((expression) => `data.${expression}`);

/**
 * Workable (https://workable.readme.io/reference/employee-events, read 2026-11). `employee_created` is a draft without
 * a work address; `employee_published` has only an id. So the employee is fetched, if the account is configured. If it
 * is not, a change that brings the address makes the hire.
 */
export const workable = createPresetWith(
  {
    subdomain: v.pipe(
      v.optional(
        matching(/^[a-z0-9][a-z0-9-]{0,62}$/i, 'the account part of https://<account>.workable.com'),
      ),
      describe(
        'The account part of your Workable address: acme in acme.workable.com. With it, the API is asked for the employee.',
      ),
    ),
  },
  ({ subdomain }) => ({
    authentication: [{ type: 'hmac', signatureHeader: 'x-workable-signature' }, ...sharedCredential],
    event: {
      type: 'event_type',
      created: ['employee_created', 'employee_published'],
      updated: ['employee_updated', 'onboarding_completed'],
      removed: ['employee_deleted'],
    },
    employee: {
      id: ['data.id', 'id'],
      workEmail: [...inEvent('work_email'), ...inEvent('email')],
      personalEmail: inEvent('personal_email'),
      startDate: inEvent('start_date'),
      timestamp: 'fired_at',
    },
    updatesInvite: subdomain === undefined,
    ...(subdomain !== undefined && {
      api: {
        baseUrl: `https://${subdomain}.workable.com`,
        authentication: { type: 'bearer' },
        employee: {
          request: { path: '/spi/v3/employees/{id}' },
          id: 'id',
          workEmail: [...field('work_email'), ...field('email')],
          personalEmail: field('personal_email'),
          startDate: field('start_date'),
        },
        // As recorded answers have it. Drafts are not in it.
        list: {
          request: { path: `/spi/v3/employees?limit=${pageSize}&offset={cursor}` },
          count: { from: 0, step: pageSize, total: 'total_count' },
          employees: 'employees',
          startDate: field('start_date'),
        },
      },
    }),
  }),
  {
    title: 'Workable',
    certainty: 'documented',
    example: ({ employeeId, workEmail, personalEmail, startDate }, at) =>
      jsonExample({
        data: {
          id: employeeId,
          status: 'status_published',
          work_email: workEmail,
          personal_email: [{ value: personalEmail, is_primary: true }],
          start_date: `${startDate}T16:56:33.000Z`,
        },
        id: employeeId,
        resource_type: 'employee',
        event_type: 'employee_created',
        fired_at: at.toISOString(),
      }),
    apiExample: {
      calls: { employee: toEmployee },
      list: {
        pageSize,
        startOf: byOffset,
        answer: ({ hires, total }) => ({ employees: hires.map(toEmployee), total_count: total }),
      },
    },
  },
);

function toEmployee({ employeeId, workEmail, personalEmail, startDate }: ExampleHire) {
  return {
    id: employeeId,
    state: 'published',
    work_email: workEmail,
    personal_email: [{ value: personalEmail, is_primary: true }],
    start_date: `${startDate}T18:57:36.111Z`,
  };
}
