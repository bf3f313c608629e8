import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { readBytes, serve } from '../local/aws/json-service.ts';
import { close } from '../local/aws/stack.ts';
import { readCredentials } from '../local/local-secrets.ts';
import { toAuthenticHeaders } from '../local/sample-hire.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

const key = 'the key that only CloudFront and its owner know';
const office = '198.51.100.9';
const elsewhere = '203.0.113.9';

const configuration = createConfiguration({
  sources: { 'home-made': { type: 'standard-webhooks', sourceNetworks: ['198.51.100.0/24'] } },
  receive: { proxyKeySha256: [createHash('sha256').update(key).digest('hex')] },
});

/**
 * A stand-in for CloudFront with a custom header, as docs/behind-a-proxy.md says how to make it: it passes on what the viewer
 * sends, but for the header, which it sets itself. To X-Forwarded-For it adds the viewer's address.
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html)
 * @param viewer says which address the viewer has.
 */
function startCloudFront(origin: string, viewer: () => string) {
  return serve(async (request: IncomingMessage, response) => {
    const { host, connection, 'content-length': length, ...sent } = request.headers;
    const forwarded = [sent['x-forwarded-for'] ?? [], viewer()].flat().join(', ');
    const answer = await fetch(origin + request.url, {
      method: request.method ?? '',
      headers: { ...toTexts(sent), 'x-forwarded-for': forwarded, 'x-proxy-key': key },
      body: new Uint8Array(await readBytes(request)),
    });
    response.writeHead(answer.status).end(await answer.text());
  });
}

function toTexts(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

test('behind CloudFront who called it counts, whatever the sender says, and nothing gets past it', async () => {
  await using started = new AsyncDisposableStack();
  const run = started.adopt(await startLocalRun(configuration), close);
  let viewer = office;
  const cloudFront = started.adopt(await startCloudFront(run.stack.url, () => viewer), close);

  const secret = readCredentials(run.secrets, configuration.name).webhook('home-made') ?? '';
  const settings = configuration.sources['home-made'];
  if (settings === undefined) throw new Error('no source');
  const announce = async (host: string, employeeId: string, headers: Record<string, string> = {}) => {
    const data = { employeeId, workEmail: `${employeeId}@acme.example` };
    const body = JSON.stringify({ type: 'employee.created', data });
    const authentic = toAuthenticHeaders(settings, secret, Buffer.from(body), Date.now());
    const { status } = await fetch(`${host}/webhooks/home-made`, {
      method: 'POST',
      headers: { ...authentic, 'content-type': 'application/json', ...headers },
      body,
    });
    return status;
  };

  const known = run.nextLine(({ hire, code }) => hire === 'home-made//1' && code !== undefined);
  expect(await announce(cloudFront.url, '1')).toBe(202);
  expect((await known).code).toBe('USER_NOT_IN_ONELOGIN_YET');

  const forged = { 'x-forwarded-for': office, 'x-proxy-key': 'a key that the sender has made up itself' };
  expect(await announce(cloudFront.url, '2', forged)).toBe(202);
  viewer = elsewhere;
  expect(await announce(cloudFront.url, '3', forged)).toBe(401);
  expect(await announce(run.stack.url, '4')).toBe(401);
  expect(await announce(run.stack.url, '5', forged)).toBe(401);

  const reasons = run.lines.flatMap(
    (line) => /"message":"webhook refused".*?"reason":"([^"]+)"/.exec(line)?.[1] ?? [],
  );
  expect(reasons).toEqual(['network-not-allowed', 'proxy-key-missing', 'proxy-key-mismatch']);
  for (const unsaid of [key, office, elsewhere]) expect(run.lines.join('\n')).not.toContain(unsaid);
});
