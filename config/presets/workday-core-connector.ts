import { emptyElement } from './empty-element.ts';
import { createPreset, recentlyStarted } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

/** A boolean of XML Schema may be written in two ways, and Workday's web services write `1`. */
const isTrue = (name: string) => `(${name} == 'true' || ${name} == '1')`;

/** A worker's address of this type; the primary one if there are several. Works for one element or many. */
const email = (type: string) => [
  `[Personal.Email_Data][] | [?Email_Type=='${type}' && ${isTrue('Is_Primary')}].Email_Address | [0]`,
  `[Personal.Email_Data][] | [?Email_Type=='${type}'].Email_Address | [0]`,
];

/**
 * Workday's *Core Connector: Worker* (namespace `urn:com.workday/workersync`), posted by the integration's delivery. It
 * sends every worker who has changed in any way.
 */
export const workdayCoreConnector = createPreset(
  {
    authentication: sharedCredential,
    formats: ['xml'],
    records: ['Worker_Sync.Worker', 'Worker', ...emptyElement('Worker_Sync', ['Header'])],
    // A worker who leaves is ignored, not `removed`: a removal is final, even if the person is hired again.
    event: { type: `${isTrue('Status.Terminated')} && 'terminated' || 'employed'`, created: ['employed'] },
    employee: {
      id: ['Summary.Employee_ID', 'Summary.Worker_ID', 'Summary.WID'],
      workEmail: email('WORK'),
      personalEmail: email('HOME'),
      startDate: ['Status.Hire_Date', 'Status.First_Day_of_Work'],
      mayCome: ['workEmail'], // it may come with the next file
    },
    eligible: recentlyStarted,
  },
  {
    title: 'Workday, Core Connector: Worker',
    certainty: 'community',
    example: ({ employeeId, workEmail, personalEmail, startDate }) => ({
      contentType: 'text/xml; charset=UTF-8',
      body: `<?xml version="1.0" encoding="UTF-8"?>
<ws:Worker_Sync xmlns:ws="urn:com.workday/workersync">
  <ws:Worker>
    <ws:Summary><ws:Employee_ID>${employeeId}</ws:Employee_ID></ws:Summary>
    <ws:Personal>
      <ws:Email_Data><ws:Email_Type>HOME</ws:Email_Type><ws:Is_Primary>true</ws:Is_Primary><ws:Email_Address>${personalEmail}</ws:Email_Address></ws:Email_Data>
      <ws:Email_Data><ws:Email_Type>WORK</ws:Email_Type><ws:Is_Primary>true</ws:Is_Primary><ws:Email_Address>${workEmail}</ws:Email_Address></ws:Email_Data>
    </ws:Personal>
    <ws:Status><ws:Active>true</ws:Active><ws:Hire_Date>${startDate}</ws:Hire_Date></ws:Status>
  </ws:Worker>
</ws:Worker_Sync>`,
    }),
  },
);
