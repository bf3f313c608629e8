import { byOffset, createPreset, type ExampleHire, jsonExample } from './preset.ts';

/** A person's address of this type. */
const emails = (type: string) => `emails[?type=='${type}'].value`;

const pageSize = 50;

/**
 * Deel (https://developer.deel.com/docs/webhooks-get-started, read 2026-11): the signature covers `POST` and the
 * body, with nothing in between. An event names one HRIS profile or several; the person is fetched.
 */
export const deel = createPreset(
  {
    authentication: [{ type: 'hmac', signatureHeader: 'x-deel-signature', template: 'POST{body}' }],
    acceptedStatus: 200, // its page asks for one
    // Each with the fields that the event has once for all of them.
    records: '[data.resource][].{meta: $.data.meta, timestamp: $.timestamp, resource: @}',
    event: {
      type: 'meta.event_type',
      created: [
        'employee.created.direct',
        'employee.created.eor',
        'employee.created.contractor',
        'worker.v2.created',
        'people.created',
        'employee.created',
      ],
      updated: ['employee.updated.direct', 'worker.v2.updated', 'people.updated', 'employee.updated'],
      removed: ['worker.v2.deleted', 'people.deleted', 'employee.deleted'],
    },
    employee: {
      id: ['resource.id', 'resource.hris_profile_id', 'resource.worker_id'],
      workEmail: ['resource.work_email', `resource.${emails('work')}`],
      personalEmail: ['resource.personal_email', `resource.${emails('personal')}`],
      startDate: 'resource.start_date',
      timestamp: 'timestamp',
    },
    // https://developer.deel.com/api/reference/endpoints/hris (read 2026-11)
    api: {
      baseUrl: 'https://api.letsdeel.com',
      authentication: { type: 'bearer' },
      employee: {
        request: { path: '/rest/v2/people/{id}' },
        found: 'data',
        // An event may have the id of a profile or a worker in place of the person's.
        id: ['id', 'hris_profile_id', 'worker_id'],
        workEmail: ['work_email', emails('work')],
        personalEmail: ['personal_email', emails('personal')],
        startDate: ['start_date', 'employments[].start_date'],
      },
      // Documented, in Deel's OpenAPI; the largest limit is not. It also has who has left. Contractors are left out, because
      // many companies do not invite them.
      list: {
        request: { path: `/rest/v2/people?limit=${pageSize}&offset={cursor}` },
        count: { from: 0, step: pageSize, total: 'page.total_rows' },
        employees: "data[?hiring_type != 'contractor']",
        startDate: ['start_date', 'employments[].start_date'],
      },
    },
  },
  {
    title: 'Deel',
    certainty: 'documented',
    example: ({ employeeId }, at) =>
      jsonExample({
        data: {
          meta: { event_type: 'employee.created.direct', organization_name: 'Acme' },
          resource: { id: employeeId },
        },
        timestamp: at.toISOString(),
      }),
    apiExample: {
      calls: { employee: (hire) => ({ data: toPerson(hire) }) },
      list: {
        pageSize,
        startOf: byOffset,
        answer: ({ hires, start, total }) => ({
          data: hires.map(toPerson),
          page: { offset: start, total_rows: total, items_per_page: pageSize },
        }),
      },
    },
  },
);

function toPerson({ employeeId, workEmail, personalEmail, startDate }: ExampleHire) {
  return {
    id: employeeId,
    hiring_type: 'direct_employee',
    emails: [
      { type: 'primary', value: personalEmail },
      { type: 'work', value: workEmail },
      { type: 'personal', value: personalEmail },
    ],
    start_date: `${startDate}T00:00:00.000Z`,
  };
}
