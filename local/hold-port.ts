import * as v from 'valibot';
import { ConfigurationError } from '../config/read-configuration.ts';
import { type LocalServer, serve } from './aws/json-service.ts';

const why = {
  EADDRINUSE: 'is taken, by another npm start or another program',
  EACCES: 'is not free for everybody',
} as const;

const Refused = v.object({ code: v.picklist(['EADDRINUSE', 'EACCES']) });

/**
 * Takes the port before anything is built, which takes a while. Until it is closed, it answers that it is not ready.
 * @param port 0 means any free port.
 * @throws ConfigurationError if the port cannot be had.
 */
export async function holdPort(port: number): Promise<LocalServer> {
  try {
    return await serve(async (_, response) => {
      response.writeHead(503, { 'content-type': 'text/plain' }).end('Hire Invites is being built.\n');
    }, port);
  } catch (error) {
    if (!v.is(Refused, error)) throw error;
    const other = port < 1024 ? 3001 : port + 1;
    throw new ConfigurationError(
      `Port ${port} ${why[error.code]}. Choose another one: PORT=${other} npm start`,
    );
  }
}
