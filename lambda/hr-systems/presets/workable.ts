import { createPreset, jsonExample } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

/** A field's value: plain, or as one or several `{"value": ...}`. */
const field = (name: string) => [`data.${name}[].value`, `data.${name}.value`, `data.${name}`];

/**
 * Workable HR. `employee_created` is a draft, which may lack its addresses until it is published. How Workable signs
 * these events is not published: by default a header that you set there.
 */
export const workable = createPreset(
  {
    authentication: sharedCredential,
    event: {
      type: ['event_type', 'event', 'action'],
      created: ['employee_created', 'employee_published'],
      updated: ['employee_updated'],
      removed: ['employee_deleted'],
    },
    employee: {
      id: ['data.id', 'data.employee_id', 'data.employee.id'],
      workEmail: [...field('work_email'), ...field('email')],
      personalEmail: field('personal_email'),
      startDate: field('start_date'),
      timestamp: ['fired_at', 'timestamp'],
    },
    updatesInvite: true,
  },
  {
    title: 'Workable',
    certainty: 'community',
    example: ({ employeeId, workEmail, personalEmail, startDate }) =>
      jsonExample({
        event_type: 'employee_created',
        data: {
          id: employeeId,
          work_email: workEmail,
          personal_email: [{ value: personalEmail }],
          start_date: startDate,
        },
      }),
  },
);
