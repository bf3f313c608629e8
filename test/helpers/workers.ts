/** A file of Workday's Core Connector with so many workers, each of about a kilobyte. Ids have leading zeros. */
export function createWorkerFile(count: number): string {
  const workers = Array.from({ length: count }, (_, index) => toWorker(String(index + 1).padStart(5, '0')));
  return `<?xml version="1.0" encoding="UTF-8"?>
<ws:Worker_Sync xmlns:ws="urn:com.workday/workersync">${workers.join('')}</ws:Worker_Sync>`;
}

export const workEmailOf = (id: string) => `Person.${id}@acme.example`;

function toWorker(id: string): string {
  const address = (type: string, email: string) =>
    `<ws:Email_Data><ws:Email_Type>${type}</ws:Email_Type><ws:Email_Is_Public>true</ws:Email_Is_Public><ws:Is_Primary>true</ws:Is_Primary><ws:Email_Address>${email}</ws:Email_Address></ws:Email_Data>`;
  const name = `Lutricia &amp; Sylvester ${id}`;
  return `<ws:Worker><ws:Summary><ws:Employee_ID>${id}</ws:Employee_ID><ws:Name>${name}</ws:Name></ws:Summary><ws:Eligibility>true</ws:Eligibility><ws:Personal><ws:Name_Data><ws:Name_Type>Legal</ws:Name_Type><ws:First_Name>Lutricia</ws:First_Name><ws:Last_Name>Sylvester</ws:Last_Name><ws:Formatted_Name>${name}</ws:Formatted_Name></ws:Name_Data>${address('HOME', `${id}@home.example`)}${address('WORK', workEmailOf(id))}</ws:Personal><ws:Status><ws:Employee_Status>Active</ws:Employee_Status><ws:Active>true</ws:Active><ws:Hire_Date>2026-03-02</ws:Hire_Date><ws:Original_Hire_Date>2026-03-02</ws:Original_Hire_Date><ws:Hire_Reason>Hire_Employee_New_Hire</ws:Hire_Reason><ws:Terminated>false</ws:Terminated></ws:Status></ws:Worker>`;
}
