import { createPreset, jsonExample, recentlyStarted } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

const inBody = (...names: string[]) => names.flatMap((name) => [name, `data.${name}`, `payload.${name}`]);

/**
 * Humi (https://github.com/Humi-HR/partners-api, read 2026-11). A request does not say what has happened: if it names
 * nothing else, it is a creation. How Humi signs is not published. The default is a header that you set there.
 */
export const humi = createPreset(
  {
    authentication: sharedCredential,
    event: {
      type: [
        'event',
        'type',
        'event_type',
        "(employee || data.employee || payload.employee) && 'EmployeeCreated'",
      ],
      created: ['EmployeeCreated', 'employee.created'],
      updated: ['EmployeeUpdated', 'employee.updated'],
      removed: ['EmployeeDeleted', 'employee.deleted'],
    },
    employee: {
      id: inBody('employee.id', 'employee_id'),
      workEmail: inBody('employee.work_email', 'account.email', 'employee.email'),
      personalEmail: inBody('employee.personal_email', 'account.personal_email'),
      startDate: inBody('employee.start_date', 'employee.hire_date'),
      mayCome: ['workEmail'], // it may come with a later change
      timestamp: inBody('employee.updated_at'),
    },
    eligible: recentlyStarted,
  },
  {
    title: 'Humi',
    certainty: 'documented',
    example: ({ employeeId, workEmail, startDate }, at) =>
      jsonExample({
        account: { email: workEmail },
        employee: {
          id: employeeId,
          status: 'active',
          start_date: startDate,
          updated_at: at.toISOString(),
        },
        company: { name: 'Acme' },
        timestamp: 1772438400,
      }),
  },
);
