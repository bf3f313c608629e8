import { emptyElement } from './empty-element.ts';
import { createPreset, recentlyStarted } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

const ids = ['Employee_ID', 'employeeID', 'Employee_Id', 'Worker_ID'];

/**
 * A Workday report, posted by an outbound EIB or an integration: `Report_Data/Report_Entry` in XML, `Report_Entry` in
 * JSON. The customer chooses the column names; these are the ones that Workday proposes, and obvious others.
 */
export const workdayReport = createPreset(
  {
    authentication: sharedCredential,
    formats: ['xml', 'json'],
    // The last two are for lines without a report around them.
    records: [
      'Report_Data.Report_Entry',
      'Report_Entry',
      ...emptyElement('Report_Data'),
      "type(@) == 'array' && @",
      `(${ids.join(' || ')}) && @`,
    ],
    employee: {
      id: [...ids, `[Worker.ID][] | [?"@type"=='Employee_ID']."#text" | [0]`, 'Worker.ID', 'WID'],
      workEmail: [
        'Primary_Work_Email',
        'primaryWorkEmail',
        'Work_Email',
        'workEmail',
        'Email_Address_-_Work',
        'Email_-_Work',
        'Email_-_Primary_Work',
        'Work_Email_Address',
      ].map(quote),
      personalEmail: [
        'Primary_Home_Email',
        'primaryHomeEmail',
        'Home_Email',
        'homeEmail',
        'Personal_Email',
        'personalEmail',
        'Email_Address_-_Home',
        'Email_-_Home',
        'Email_-_Primary_Home',
        'Home_Email_Address',
      ].map(quote),
      startDate: [
        'Hire_Date',
        'hireDate',
        'Start_Date',
        'startDate',
        'Most_Recent_Hire_Date',
        'First_Day_of_Work',
      ],
      mayCome: ['workEmail'], // it may come with the next file
    },
    eligible: recentlyStarted,
  },
  {
    title: 'Workday, report',
    certainty: 'community',
    example: ({ employeeId, workEmail, personalEmail, startDate }) => ({
      contentType: 'application/json',
      body: JSON.stringify({
        Report_Entry: [
          {
            Employee_ID: employeeId,
            Primary_Work_Email: workEmail,
            Primary_Home_Email: personalEmail,
            Hire_Date: startDate,
          },
        ],
      }),
    }),
  },
);

/** A JMESPath name with a hyphen has to be quoted. */
function quote(name: string): string {
  return `"${name}"`;
}
