import { region } from './template.ts';

/** For clients of the local services, which ignore region and credentials. */
export const clientSettings = { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
