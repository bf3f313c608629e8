import { createPreset, jsonExample } from './preset.ts';

const inBody = (...names: string[]) => names.flatMap((name) => [name, `data.${name}`, `employee.${name}`]);

/**
 * Factorial, which sends the subscription's challenge along as a header. A subscription is for one kind of event, which
 * the request does not name: subscribe to the creation of employees only.
 */
export const factorial = createPreset(
  {
    authentication: [{ type: 'header', header: 'x-factorial-wh-challenge' }],
    employee: {
      id: inBody('id', 'employee_id'),
      tenant: inBody('company_id'),
      workEmail: inBody('email', 'login_email', 'work_email'),
      personalEmail: inBody('personal_email'),
      startDate: inBody('start_date', 'starts_on', 'seniority_calculation_date'),
      timestamp: inBody('updated_at'),
    },
    eligible: { startedAtMostDaysAgo: 365 },
  },
  {
    title: 'Factorial',
    certainty: 'community',
    example: ({ employeeId, workEmail, personalEmail, startDate }) =>
      jsonExample({
        id: Number(employeeId),
        company_id: 7,
        email: workEmail,
        personal_email: personalEmail,
        start_date: startDate,
      }),
  },
);
