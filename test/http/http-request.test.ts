import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { readJson, readWholeNumber, sendHttpRequest } from '../../lambda/http/http-request.ts';
import { htmlAnswer, jsonAnswer } from '../helpers/answers.ts';

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return `http://127.0.0.1:${v.parse(v.object({ port: v.number() }), server.address()).port}`;
}

const get = (url: string, timeoutMs = 5000) =>
  sendHttpRequest({ method: 'GET', url, headers: {}, timeoutMs });

test('gives status, headers in lower case, and the body', async () => {
  const url = await serve((_, response) => response.writeHead(418, { 'X-Thing': 'a' }).end('tea'));
  expect(await get(url)).toMatchObject({ status: 418, headers: { 'x-thing': 'a' }, body: 'tea' });
});

test('sends the body with its length in bytes, and the content type untouched', async () => {
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    seen.push(request.headers['content-type'], request.headers['content-length']);
    response.end();
  });
  const headers = { 'content-type': 'application/json' };
  await sendHttpRequest({ method: 'POST', url, headers, body: '"é"', timeoutMs: 5000 });
  expect(seen).toEqual(['application/json', '4']);
});

test('follows no redirect', async () => {
  const url = await serve((_, response) =>
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  );
  expect(await get(url)).toMatchObject({ status: 302 });
});

test('a server that is not there has not seen the request', async () => {
  const url = await serve(() => undefined);
  await close?.();
  expect(await get(url)).toEqual({ noAnswer: 'connection', sent: false });
});

test('a host that does not exist has not seen the request', async () => {
  expect(await get('http://no-such-host.invalid/')).toEqual({ noAnswer: 'connection', sent: false });
});

test('a server that resets the connection may have seen the request', async () => {
  const url = await serve((request) => request.socket.destroy());
  expect(await get(url)).toEqual({ noAnswer: 'connection', sent: true });
});

test('a server that breaks off within the body has given no answer', async () => {
  const url = await serve((request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => request.socket.destroy());
  });
  expect(await get(url)).toEqual({ noAnswer: 'connection', sent: true });
});

test('the call to a server that never answers ends at the deadline', async () => {
  const url = await serve(() => undefined);
  expect(await get(url, 50)).toEqual({ noAnswer: 'timeout', sent: true });
});

test('the call to a server that drips its answer ends at the deadline too', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('.'), 10);
    response.once('close', () => clearInterval(drip));
  });
  expect(await get(url, 100)).toEqual({ noAnswer: 'timeout', sent: true });
});

test('an endless answer is not read to its end', async () => {
  const url = await serve((_, response) => {
    const chunk = Buffer.alloc(256 * 1024);
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', pour);
    pour();
  });
  expect(await get(url)).toEqual({ noAnswer: 'answer-too-large', sent: true });
});

test('no header can be smuggled in', async () => {
  const headers = { authorization: 'a\r\nb: c' };
  const request = sendHttpRequest({ method: 'GET', url: 'http://127.0.0.1:1/', headers, timeoutMs: 100 });
  await expect(request).rejects.toThrow('Invalid character in header content');
});

test.each([
  ['JSON', jsonAnswer(200, { a: 1 }), { a: 1 }],
  [
    'a vendor’s JSON',
    { ...jsonAnswer(200, [1]), headers: { 'content-type': 'application/vnd.x+json' } },
    [1],
  ],
  ['JSON behind a byte order mark', { ...jsonAnswer(200, {}), body: '\uFEFF{"a":1}' }, { a: 1 }],
  ['a page', htmlAnswer(200), undefined],
  ['half of it', { ...jsonAnswer(200, {}), body: '{' }, undefined],
  ['no content type', { ...jsonAnswer(200, {}), headers: {} }, undefined],
])('reads %s as JSON only if it says so and is', (_, answer, expected) => {
  expect(readJson(answer)).toEqual(expected);
});

test.each([
  ['30', 30],
  ['0', 0],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ['99999999999', undefined],
])('reads "%s" as seconds: %s', (value, seconds) => {
  expect(readWholeNumber(htmlAnswer(429, { 'retry-after': value }), 'retry-after')).toBe(seconds);
});
