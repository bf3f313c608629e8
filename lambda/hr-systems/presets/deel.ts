import { createPreset, type ExampleHire, jsonExample } from './preset.ts';

/** One of a person's addresses by its type. */
const emails = (type: string) => `emails[?type=='${type}'].value`;

/**
 * Deel (https://developer.deel.com/docs/webhooks, read 2026-11): signed over `POST` and the body, without anything
 * between. What the resource holds differs with the event, so the person is fetched.
 */
export const deel = createPreset(
  {
    authentication: [{ type: 'hmac', signatureHeader: 'x-deel-signature', template: 'POST{body}' }],
    event: {
      type: 'data.meta.event_type',
      created: [
        'people.created',
        'person.created',
        'employee.created',
        'hris.profile.created',
        'contract.created',
        'eor.contract.created',
      ],
      updated: ['people.updated', 'person.updated', 'employee.updated', 'hris.profile.updated'],
      removed: ['people.deleted', 'person.deleted', 'employee.deleted'],
    },
    employee: {
      id: [
        'data.resource.hris_profile_id',
        'data.resource.worker.id',
        'data.resource.worker_id',
        'data.resource.person_id',
        'data.resource.employee_id',
        'data.resource.id',
      ],
      workEmail: ['data.resource.work_email', 'data.resource.worker.work_email'],
      personalEmail: ['data.resource.personal_email', 'data.resource.worker.personal_email'],
      startDate: ['data.resource.start_date', 'data.resource.employment.start_date'],
      timestamp: 'timestamp',
    },
    api: {
      baseUrl: 'https://api.letsdeel.com',
      authentication: { type: 'bearer' },
      employee: {
        request: { path: '/rest/v2/people/{id}' },
        found: 'data',
        workEmail: ['work_email', emails('work')],
        personalEmail: ['personal_email', emails('personal')],
        startDate: ['start_date', 'employments[].start_date'],
      },
    },
  },
  {
    title: 'Deel',
    certainty: 'community',
    example: ({ employeeId }) =>
      jsonExample({
        data: {
          meta: { event_type: 'people.created', organization_name: 'Acme' },
          resource: { id: employeeId },
        },
        timestamp: '2026-03-02T08:00:00.000Z',
      }),
    apiExample: {
      calls: {
        employee: ({ employeeId, workEmail, personalEmail, startDate }: ExampleHire) => ({
          data: {
            id: employeeId,
            emails: [
              { type: 'primary', value: personalEmail },
              { type: 'work', value: workEmail },
              { type: 'personal', value: personalEmail },
            ],
            start_date: `${startDate}T00:00:00.000Z`,
          },
        }),
      },
    },
  },
);
