import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { IsPermitted } from './permissions.ts';
import { readCall, type ServiceCall, signerOf } from './service-call.ts';

/**
 * Has a service refuse what the role of the caller does not allow, before it sees the request. So a function that lacks a
 * right fails on this machine as it would on AWS.
 */
export function guardService(server: Server, isPermitted: IsPermitted): void {
  const answer = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    peek(request).then(
      (body) => {
        const why = whyRefused(request, body, isPermitted);
        if (why !== undefined) refuse(response, why);
        else for (const listener of answer) listener.call(server, request, response);
      },
      () => response.destroy(),
    );
  });
}

function whyRefused(
  { headers, method = '', url = '' }: IncomingMessage,
  body: string,
  isPermitted: IsPermitted,
): string | undefined {
  const signer = signerOf(headers);
  if (signer === undefined) return undefined;
  let call: ServiceCall;
  try {
    call = readCall(signer.service, { method, url, headers, body });
  } catch (error) {
    return error instanceof Error ? error.message : 'The call is not known locally';
  }
  if (isPermitted(signer.key, call)) return undefined;
  return `${signer.key} is not authorized to perform: ${call.action} on resource: ${call.resources.join(', ')}`;
}

/** As the services do that speak JSON. A client of another protocol knows it by the status. */
function refuse(response: ServerResponse, message: string): void {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-errortype': 'AccessDeniedException',
  };
  response.writeHead(403, headers).end(JSON.stringify({ __type: 'AccessDeniedException', message }));
}

/** The body, which is put back so that the service reads it, too. */
async function peek(request: IncomingMessage): Promise<string> {
  const length = Number(request.headers['content-length'] ?? 0);
  if (length === 0) return '';
  const chunks: Buffer[] = [];
  let read = 0;
  while (read < length) {
    const chunk: Buffer | null = request.read();
    if (chunk === null) await readable(request);
    else {
      chunks.push(chunk);
      read += chunk.length;
    }
  }
  const body = Buffer.concat(chunks);
  request.unshift(body);
  return body.toString('utf8');
}

function readable(request: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (finish: () => void) => () => {
      request.off('readable', onReadable).off('close', onClose);
      finish();
    };
    const onReadable = stop(resolve);
    const onClose = stop(() => reject(new Error('The caller is gone')));
    request.once('readable', onReadable).once('close', onClose);
  });
}
