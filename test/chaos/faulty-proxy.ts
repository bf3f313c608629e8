import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type LocalServer, readBytes, serve } from '../../local/aws/json-service.ts';

/**
 * What goes wrong with a call of a service:
 * - `refuse`: it answers 503 and does nothing;
 * - `tear-before`, `tear-after`: the connection is torn, before the call has its effect or after it;
 * - `slow`: the answer comes late, but in time;
 * - `late`: the answer comes when nobody waits for it any more;
 * - `silent`: nothing happens and no answer ever comes.
 */
export type ServiceFault = 'refuse' | 'tear-before' | 'tear-after' | 'slow' | 'late' | 'silent';

/** A call as it came in. */
export interface ServiceCall {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const slowMs = 300;
/** The functions' clients wait for at most two seconds. */
const lateMs = 2500;

/** Stands in front of a service and passes every call on, but for those that are to go wrong. */
export async function startFaultyProxy(
  target: string,
  decide: (call: ServiceCall) => ServiceFault | undefined,
): Promise<LocalServer> {
  const agent = new Agent({ keepAlive: true });
  const server = await serve(async (request, response) => {
    // It would tell the clients the machine's time, which may not be theirs.
    response.sendDate = false;
    const call = await readCall(request);
    const fault = decide(call);
    if (fault === 'refuse') return void response.writeHead(503).end();
    if (fault === 'tear-before') return void response.socket?.destroy();
    if (fault === 'silent') return;
    const { status, headers, body } = await passOn(call, target, agent);
    if (fault === 'tear-after') return void response.socket?.destroy();
    if (fault === 'slow') await delay(slowMs);
    if (fault === 'late') await delay(lateMs, undefined, { ref: false });
    response.writeHead(status, headers).end(body);
  });
  return {
    url: server.url,
    async close() {
      agent.destroy();
      await server.close();
    },
  };
}

async function readCall(request: IncomingMessage): Promise<ServiceCall> {
  const { method = '', url: path = '', headers } = request;
  return { method, path, headers, body: await readBytes(request) };
}

interface ServiceAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

function passOn(
  { method, path, headers, body }: ServiceCall,
  target: string,
  agent: Agent,
): Promise<ServiceAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = requestHttp(target + path, { method, headers, agent }, (incoming) => {
      const { connection, 'keep-alive': keepAlive, date, ...kept } = incoming.headers;
      readBytes(incoming).then(
        (bytes) => resolve({ status: incoming.statusCode ?? 502, headers: kept, body: bytes }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
