import { createPreset, jsonExample } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

const attributes = (name: string) => [`data.attributes.${name}`, `attributes.${name}`];

/** PeopleForce. How it signs is not published: by default a header that you set there. */
export const peopleForce = createPreset(
  {
    authentication: sharedCredential,
    event: {
      type: ['action', 'event', 'topic', 'event_type', 'type'],
      created: ['employee_create', 'employee_created'],
      updated: ['employee_update', 'employee_updated'],
      removed: ['employee_delete', 'employee_deleted'],
    },
    employee: {
      id: ['data.id', 'id'],
      workEmail: attributes('email'),
      personalEmail: attributes('personal_email'),
      startDate: attributes('hired_on'),
      mayCome: ['workEmail'], // with a change
      timestamp: [...attributes('updated_at'), 'timestamp'],
    },
  },
  {
    title: 'PeopleForce',
    certainty: 'community',
    example: ({ employeeId, workEmail, personalEmail, startDate }) =>
      jsonExample({
        action: 'employee_create',
        data: {
          id: Number(employeeId),
          type: 'employee',
          attributes: { email: workEmail, personal_email: personalEmail, hired_on: startDate },
        },
      }),
  },
);
