import { createPreset, jsonExample } from './preset.ts';

/**
 * Merge (https://docs.merge.dev/merge-unified/reading-data/webhooks/merge-webhooks, read 2026-11). It passes on events
 * of other HR systems. The employee is in the event. Its pages leave open whether the base64url is padded.
 */
export const merge = createPreset(
  {
    authentication: [{ type: 'hmac', encoding: 'base64url', signatureHeader: 'x-merge-webhook-signature' }],
    event: {
      type: 'hook.event',
      created: ['employee.created', 'employee.added'],
      updated: ['employee.updated', 'employee.changed'],
      removed: ['employee.deleted', 'employee.removed'],
    },
    employee: {
      id: 'data.id',
      tenant: 'linked_account.id',
      workEmail: 'data.work_email',
      personalEmail: 'data.personal_email',
      startDate: ['data.start_date', 'data.hire_date'],
      mayCome: ['workEmail'], // it may come with a later change
      timestamp: 'data.modified_at',
    },
  },
  {
    title: 'Merge',
    certainty: 'documented',
    example: ({ employeeId, workEmail, personalEmail, startDate }) =>
      jsonExample({
        hook: { id: '164f934e-5b1a-433e-9f7f-85c72b8cd155', event: 'employee.created' },
        linked_account: {
          id: '7c1f3a0e-0000-4000-8000-000000000001',
          integration: 'BambooHR',
          category: 'hris',
        },
        data: {
          id: employeeId,
          work_email: workEmail,
          personal_email: personalEmail,
          start_date: `${startDate}T00:00:00Z`,
          employment_status: 'ACTIVE',
        },
      }),
  },
);
