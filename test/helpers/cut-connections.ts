import { connect, createServer, type Socket } from 'node:net';
import * as v from 'valibot';
import type { LocalServer } from '../../local/aws/json-service.ts';

/**
 * How the other end of an idle connection goes away: `closed`, which the process is told when it goes on; `forgotten`,
 * as by a NAT: it learns by its next packet; `silent`: it never learns.
 */
export type Cut = 'closed' | 'forgotten' | 'silent';

export interface Cuttable extends LocalServer {
  /** Cuts the connections that are open now. @returns how many. */
  cut(how: Cut): number;
}

/** Stands between a client and a service, so that their connections can be cut. */
export async function startCuttable(target: string): Promise<Cuttable> {
  /** Each open connection: to the client, and to the service. */
  const open = new Map<Socket, Socket>();
  const all = new Set<Socket>();
  const server = createServer((client) => {
    const service = connect(Number(new URL(target).port), '127.0.0.1');
    open.set(client, service);
    for (const socket of [client, service]) {
      all.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(client);
        all.delete(socket);
      });
    }
    client.pipe(service).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = v.parse(v.object({ port: v.number() }), server.address());

  return {
    url: `http://127.0.0.1:${port}`,
    cut(how) {
      const cut = [...open];
      open.clear();
      for (const [client, service] of cut) {
        client.unpipe();
        service.unpipe();
        service.destroy();
        if (how === 'closed') client.destroy();
        if (how === 'forgotten') client.on('data', () => client.resetAndDestroy());
        client.resume();
      }
      return cut.length;
    },
    async close() {
      for (const socket of all) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
