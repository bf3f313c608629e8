import { createPreset, jsonExample } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

/** Paylocity's *New Hire* webhook: flat, for one employee, without a type. Basic has to be switched on there. */
export const paylocity = createPreset(
  {
    authentication: sharedCredential,
    employee: {
      id: 'employeeId',
      tenant: 'companyId',
      workEmail: ['employeeWorkEMailAddress', 'workEMailAddress', 'workEmailAddress'],
      personalEmail: ['employeePersonalEMailAddress', 'personalEMailAddress', 'employeeHomeEMailAddress'],
      startDate: ['employeeHireDate', 'hireDate'],
    },
  },
  {
    title: 'Paylocity',
    certainty: 'documented',
    example: ({ employeeId, workEmail, startDate }) =>
      jsonExample({
        companyId: 'S2222',
        employeeId,
        employeeWorkEMailAddress: workEmail,
        employeeHireDate: `${startDate}T00:00:00Z`,
      }),
  },
);
