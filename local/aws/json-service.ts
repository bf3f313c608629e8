import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as v from 'valibot';

/** The answer of a stand-in: a status, and a body that is sent as JSON. */
export interface JsonAnswer {
  status: number;
  body: unknown;
}

export interface LocalServer {
  url: string;
  close: () => Promise<void>;
}

export interface LocalService extends LocalServer {
  server: Server;
}

/** Serves JSON over HTTP on the loopback interface. @param port 0 means any free port. */
export async function serveJson(
  answer: (request: IncomingMessage, body: unknown) => JsonAnswer | Promise<JsonAnswer>,
  port = 0,
): Promise<LocalService> {
  return serve(async (request, response) => {
    const text = (await readBytes(request)).toString('utf8');
    const { status, body } = await answer(request, text === '' ? undefined : JSON.parse(text));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }, port);
}

/** For an address that names many hires, as the next page of a list may. Node's own limit is 16 KB. */
const maxHeaderSize = 128 * 1024;

export async function serve(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  port = 0,
): Promise<LocalService> {
  const server = createServer({ maxHeaderSize }, (request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await listen(server, port);
  const address = v.parse(v.object({ port: v.number() }), server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
