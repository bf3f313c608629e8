import { createPreset, jsonExample } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

const attributes = (name: string) => [`data.attributes.${name}`, `attributes.${name}`];

/**
 * PeopleForce (https://developer.peopleforce.io/docs/starting-with-webhooks, read 2026-11). A webhook is signed if
 * it has a secret there. The pages name the events, but not the fields; those are as others have published them.
 */
export const peopleForce = createPreset(
  {
    authentication: [
      { type: 'hmac', signatureHeader: 'x-peopleforce-signature', signaturePrefix: 'sha256=' },
      ...sharedCredential,
    ],
    event: {
      type: ['action', 'event', 'topic', 'event_type', 'type'],
      created: ['employee_create', 'employee_created', 'employee_start'],
      updated: ['employee_update', 'employee_updated'],
      removed: ['employee_delete', 'employee_deleted'],
    },
    employee: {
      id: ['data.id', 'id'],
      workEmail: attributes('email'),
      personalEmail: attributes('personal_email'),
      startDate: attributes('hired_on'),
      mayCome: ['workEmail'], // it may come with a later change
      timestamp: [...attributes('updated_at'), 'timestamp'],
    },
  },
  {
    title: 'PeopleForce',
    certainty: 'documented',
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
