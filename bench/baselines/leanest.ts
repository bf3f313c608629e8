import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Agent, request } from 'node:http';

/**
 * The leanest receiver that could be written by hand: signature, parse, one message to SQS by a call that it signs itself
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). It has no schema, no
 * repeat, no log. It runs with the priming of `receive`: one call while it starts.
 */

const {
  AWS_REGION = '',
  AWS_ACCESS_KEY_ID = '',
  AWS_SECRET_ACCESS_KEY = '',
  INVITE_QUEUE_URL = '',
} = process.env;
const agent = new Agent({ keepAlive: true, maxFreeSockets: 1 });
const host = new URL(INVITE_QUEUE_URL).host;

interface Signed {
  key: string;
  signature: string;
  body: string;
}

export const handler = async ({ key, signature, body }: Signed) => {
  const digest = createHmac('sha256', key).update(body).digest();
  if (!timingSafeEqual(digest, Buffer.from(signature, 'hex'))) return { statusCode: 401 };
  const { employees } = JSON.parse(body);
  const Entries = [{ Id: '0', MessageBody: JSON.stringify({ v: 1, record: employees[0] }) }];
  const status = await call('SendMessageBatch', { QueueUrl: INVITE_QUEUE_URL, Entries });
  return { statusCode: status === 200 ? 202 : 503 };
};

await call('GetQueueAttributes', { QueueUrl: INVITE_QUEUE_URL, AttributeNames: ['QueueArn'] });

function call(action: string, input: object): Promise<number | undefined> {
  const body = JSON.stringify(input);
  return new Promise((resolve, reject) => {
    request(
      INVITE_QUEUE_URL,
      { method: 'POST', path: '/', agent, headers: sign(action, body) },
      (response) => {
        response.resume().once('end', () => resolve(response.statusCode));
      },
    )
      .once('error', reject)
      .end(body);
  });
}

function sign(action: string, body: string) {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${AWS_REGION}/sqs/aws4_request`;
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    host,
    'x-amz-date': time,
    'x-amz-target': `AmazonSQS.${action}`,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, sha256(body)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  );
  const proof = `Credential=${AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return {
    ...headers,
    'content-length': Buffer.byteLength(body),
    authorization: `AWS4-HMAC-SHA256 ${proof}`,
  };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
