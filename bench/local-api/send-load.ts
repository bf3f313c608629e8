import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { SignedWebhook } from '../npm-start.ts';
import { quantile } from '../table.ts';

export interface LoadFigures {
  aSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/**
 * Sends the same webhook again and again over so many connections, each of which waits for its answer before it sends again.
 * @throws Error if one is not acknowledged by a 202.
 */
export async function sendLoad(
  webhook: SignedWebhook,
  { connections, forMs }: { connections: number; forMs: number },
): Promise<LoadFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latenciesMs: number[] = [];
  const begunAt = performance.now();
  async function sendOneAfterAnother(): Promise<void> {
    do {
      const sentAt = performance.now();
      await send(webhook, agent);
      latenciesMs.push(performance.now() - sentAt);
    } while (performance.now() - begunAt < forMs);
  }
  try {
    await Promise.all(Array.from({ length: connections }, sendOneAfterAnother));
  } finally {
    agent.destroy();
  }
  return {
    aSecond: (latenciesMs.length * 1000) / (performance.now() - begunAt),
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
  };
}

async function send({ url, body, headers }: SignedWebhook, agent: Agent): Promise<void> {
  const sent = request(url, {
    method: 'POST',
    agent,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
  });
  sent.end(body);
  const [response] = await once(sent, 'response');
  response.resume();
  await once(response, 'end');
  if (response.statusCode !== 202) throw new Error(`${url} answers ${response.statusCode}`);
}
