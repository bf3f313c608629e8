import { createPreset, jsonExample } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

const inBody = (...names: string[]) => names.flatMap((name) => [name, `data.${name}`, `payload.${name}`]);

/** Humi. How it signs is not published: by default a header that you set there. */
export const humi = createPreset(
  {
    authentication: sharedCredential,
    event: {
      type: ['event', 'type', 'event_type', 'name'],
      created: ['EmployeeCreated', 'employee.created'],
      updated: ['EmployeeUpdated', 'employee.updated'],
      removed: ['EmployeeDeleted', 'employee.deleted'],
    },
    employee: {
      id: inBody('employee.id', 'employee_id'),
      workEmail: inBody('employee.work_email', 'account.email', 'employee.email'),
      personalEmail: inBody('employee.personal_email', 'account.personal_email'),
      startDate: inBody('employee.start_date', 'employee.hire_date'),
      mayCome: ['workEmail'], // with a change
      timestamp: ['timestamp', 'created_at'],
    },
  },
  {
    title: 'Humi',
    certainty: 'community',
    example: ({ employeeId, workEmail, startDate }) =>
      jsonExample({
        event: 'EmployeeCreated',
        account: { email: workEmail },
        employee: { id: employeeId, start_date: startDate },
      }),
  },
);
