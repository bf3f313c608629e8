import { describe, expect, test } from '@jest/globals';
import { readCapture } from '../../try/read-capture.ts';

const body = '{"type":"employee.created","data":{"employeeId":"100"}}';

const captures: [string, string, object][] = [
  [
    'JSON',
    JSON.stringify({ headers: { 'X-A': 'b', 'X-List': ['1', '2'] }, body }),
    { 'X-A': 'b', 'X-List': '1,2' },
  ],
  [
    'JSON inside of "request"',
    JSON.stringify({ id: 1, request: { method: 'post', headers: { 'X-A': 'b' }, body } }),
    { 'X-A': 'b' },
  ],
  [
    'an event of API Gateway',
    JSON.stringify({
      version: '2.0',
      headers: { 'x-a': 'b' },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    }),
    { 'x-a': 'b' },
  ],
  [
    'an HTTP message',
    `POST /webhooks/hr HTTP/1.1\nHost: x.example\nX-A: b\nX-A: c\n\n${body}`,
    { Host: 'x.example', 'X-A': 'b,c' },
  ],
  ['an HTTP message with CRLF', `POST /webhooks/hr HTTP/1.1\r\nX-A: b\r\n\r\n${body}`, { 'X-A': 'b' }],
  [
    'curl -v',
    `* Trying 127.0.0.1:80...\n* Connected to x\n> POST /webhooks/hr HTTP/1.1\r\n> Host: x.example\r\n> X-A: b\r\n>\r\n} [55 bytes data]\n${body}\n< HTTP/1.1 202 Accepted\n< date: now\n<\n{ [30 bytes data]\n`,
    { Host: 'x.example', 'X-A': 'b' },
  ],
  [
    'curl -v whose answer is printed too',
    `> POST /webhooks/hr HTTP/2\n> x-a: b\n> \n* upload completely sent off: 55 bytes\n${body}\n< HTTP/2 202 \n< \n* Connection #0 left intact\n{"accepted":1}`,
    { 'x-a': 'b' },
  ],
  [
    'an HTTP message with a line break behind its body',
    `POST / HTTP/1.1\nContent-Length: ${body.length}\n\n${body}\n`,
    { 'Content-Length': String(body.length) },
  ],
  [
    'an HTTP message in chunks',
    `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\na\r\n${body.slice(0, 10)}\r\n2D;x=y\r\n${body.slice(10)}\r\n0\r\n\r\n`,
    { 'Transfer-Encoding': 'chunked' },
  ],
  [
    'an HTTP message in chunks, whose end was cut off',
    `POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n37\n${body}\n0`,
    { 'Transfer-Encoding': 'chunked' },
  ],
  [
    'an HTTP message whose chunks were joined',
    `POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n${body}`,
    { 'Transfer-Encoding': 'chunked' },
  ],
  ['JSON behind a byte order mark', `\uFEFF${JSON.stringify({ headers: {}, body })}`, {}],
  [
    'JSON of webhook.site',
    JSON.stringify({ uuid: 'x', method: 'POST', headers: { 'x-a': ['b'] }, content: body }),
    { 'x-a': 'b' },
  ],
  [
    'a curl command whose options hold their values',
    `curl -XPOST -H'X-A: b' -d'${body}' https://x.example`,
    { 'content-type': 'application/x-www-form-urlencoded', 'X-A': 'b' },
  ],
  [
    'a curl command behind a remark and a prompt',
    `# as captured\n$ curl -d '${body}' https://x.example`,
    { 'content-type': 'application/x-www-form-urlencoded' },
  ],
  [
    'a curl command with --json',
    `curl --json '${body}' https://x.example`,
    { 'content-type': 'application/json' },
  ],
  [
    'curl --trace-ascii',
    `== Info: Connected\n=> Send header, 60 bytes (0x3c)\n0000: POST /webhooks/hr HTTP/1.1\n001c: Host: x.example\n002d: X-A: b\n0035: \n=> Send data, 55 bytes (0x37)\n0000: ${body.slice(0, 40)}\n0028: ${body.slice(40)}\n== Info: We are completely uploaded and fine\n<= Recv header, 22 bytes (0x16)\n0000: HTTP/1.1 202 Accepted\n`,
    { Host: 'x.example', 'X-A': 'b' },
  ],
  [
    'a curl command',
    `curl 'https://x.example/webhooks/hr' \\\n  -X POST \\\n  -H 'X-A: b' -H "Content-Type: application/json" \\\n  --data-raw '${body}' --compressed`,
    { 'X-A': 'b', 'Content-Type': 'application/json' },
  ],
  [
    'a curl command with double quotes',
    `curl -d "${body.replaceAll('"', '\\"')}" --header="X-A: b" https://x.example`,
    { 'content-type': 'application/x-www-form-urlencoded', 'X-A': 'b' },
  ],
  [
    'a curl command as browsers quote it',
    `curl 'https://x.example' -u user:pass --data-binary $'{"type":"employee\\u002ecreated","data":{"employeeId":"100"}}'`,
    { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic dXNlcjpwYXNz' },
  ],
];

test.each(captures)('%s is read', (_, text, headers) => {
  const capture = readCapture(text);
  expect(capture.headers).toEqual(headers);
  expect(capture.body.toString()).toBe(body);
  expect(capture.method).toBe('POST');
});

test('a body that is an object in JSON is rewritten, and that is reported', () => {
  const capture = readCapture(JSON.stringify({ headers: {}, body: { a: 1 } }));
  expect(capture.body.toString()).toBe('{"a":1}');
  expect(capture.readAs).toContain('rewritten body');
});

test('the address of the sender is read from an event of API Gateway', () => {
  const http = { method: 'POST', sourceIp: '203.0.113.7' };
  const { sourceIp } = readCapture(JSON.stringify({ headers: {}, body: '{}', requestContext: { http } }));
  expect(sourceIp).toBe('203.0.113.7');
});

test('options of curl may be joined, and their values may look like options', () => {
  expect(readCapture("curl -sX PUT --data-raw '-d' https://x.example")).toMatchObject({
    method: 'PUT',
  });
  expect(readCapture("curl --data-raw '-Fabc' https://x.example").body.toString()).toBe('-Fabc');
  expect(readCapture("curl -d '' https://x.example").body.toString()).toBe('');
  expect(readCapture(`curl -d '{"re":"up ^"}' https://x.example`).body.toString()).toBe('{"re":"up ^"}');
  expect(readCapture('curl -s4X PUT https://x.example').method).toBe('PUT');
  expect(readCapture('curl -oout.txt -bsid=1 -d a=1 https://x.example')).toMatchObject({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from('a=1'),
  });
});

test('a body that is shorter than it should be is reported', () => {
  const { readAs } = readCapture(`POST / HTTP/1.1\nContent-Length: 60\n\n${body}`);
  expect(readAs).toBe('an HTTP message, but 5 of the 60 bytes of the body are missing');
});

test('a header that a trace has broken after 64 characters is joined again', () => {
  const long = 'a'.repeat(80);
  const trace = `=> Send header, 120 bytes\n0000: POST / HTTP/1.1\n0011: X-Sig: ${long.slice(0, 57)}\n0051: ${long.slice(57)}\n006a: X-A: b\n0072: \n=> Send data, 2 bytes\n0000: {}\n`;
  const { headers, body: sent } = readCapture(trace);
  expect(headers).toEqual({ 'X-Sig': long, 'X-A': 'b' });
  expect(sent.toString()).toBe('{}');
});

test('line breaks within a body survive a trace', () => {
  const trace =
    '=> Send header, 20 bytes\n0000: POST / HTTP/1.1\n=> Send data, 12 bytes\n0000: <a>\n0004: 1\n0007: </a>\n';
  expect(readCapture(trace).body.toString()).toBe('<a>\n1\r\n</a>');
});

describe('an unreadable capture is refused, with the formats that can be read', () => {
  test.each([
    ['nothing', ''],
    ['an answer', 'HTTP/1.1 200 OK\n\nhello'],
    ['a body alone', '<a/>'],
    ['JSON that is broken', '{"headers":'],
    ['JSON without headers', '{"body":"x"}'],
    ['another command', 'wget https://x.example'],
    ['a curl command with its body in a file', 'curl --data-binary @body.json https://x.example'],
    ['a curl command whose body has to be made', "curl --data-urlencode 'a=b c' https://x.example"],
    ['a curl command of parts', 'curl -F a=b https://x.example'],
    ['a curl command for cmd', 'curl ^"https://x.example^" -H ^"X-A: b^"'],
  ])('%s', (_, text) => {
    expect(() => readCapture(text)).toThrow(
      /a request can be JSON .* HTTP message .* curl -v .* curl command/,
    );
  });
});
