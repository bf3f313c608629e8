import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { bareSignatureHeader } from './bare-signature-header.ts';

/**
 * The leanest server that may acknowledge a signed webhook: it checks the signature, parses the body, and keeps nothing. It
 * runs in a process of its own, and tells its parent the port. Argument: the key.
 */

const [, , key = ''] = process.argv;

const server = createServer((request, response) => {
  const chunks: Uint8Array[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const digest = createHmac('sha256', key).update(body).digest();
    const signature = Buffer.from(String(request.headers[bareSignatureHeader]), 'hex');
    const isAuthentic = signature.length === digest.length && timingSafeEqual(digest, signature);
    response
      .writeHead(isAuthentic && JSON.parse(body.toString()) !== null ? 202 : 401, {
        'content-type': 'application/json',
      })
      .end('{"accepted":1}');
  });
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.once('disconnect', () => process.exit());
