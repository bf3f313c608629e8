import { region } from './template.ts';

/** For clients of the local services: they look at neither. */
export const clientSettings = { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
