import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import { type JsonAnswer, serveJson } from '../../local/aws/json-service.ts';
import { createFunction } from '../../local/aws/lambda-function.ts';
import { startSecretsManager } from '../../local/aws/secrets-manager.ts';
import { bundleOf } from './synth.ts';

const Batch = v.object({ Entries: v.array(v.object({ Id: v.string(), MessageBody: v.string() })) });
export type Entries = v.InferOutput<typeof Batch>['Entries'];

const Answer = v.object({
  statusCode: v.number(),
  headers: v.record(v.string(), v.string()),
  body: v.string(),
});

/**
 * The bundled function `receive`, in a process of its own, between a stand-in for Secrets Manager and one for SQS that
 * answers as the test says.
 */
export async function startReceiveFunction(
  configuration: Configuration,
  secrets: Map<string, string>,
  { memoryMb }: { memoryMb?: number } = {},
) {
  const codeFolder = await bundleOf('receive', configuration);
  const secretsManager = await startSecretsManager(secrets);
  const batches: Entries[] = [];
  const logs: string[] = [];
  let answerBatch: (entries: Entries) => JsonAnswer = acceptAll;

  const sqs = await serveJson((request, body) => {
    if (request.headers['x-amz-target'] !== 'AmazonSQS.SendMessageBatch') return { status: 200, body: {} };
    const { Entries } = v.parse(Batch, body);
    batches.push(Entries);
    return answerBatch(Entries);
  });
  const lambda = createFunction(
    {
      FunctionName: 'receive',
      Handler: 'index.handler',
      Timeout: 29,
      MemorySize: 512,
      Environment: { Variables: { INVITE_QUEUE_URL: `${sqs.url}/000000000000/invite` } },
      codeFolder,
    },
    {
      environment: {
        AWS_ENDPOINT_URL_SQS: sqs.url,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
        // What else a process has besides this heap is about a fifth.
        ...(memoryMb !== undefined && { NODE_OPTIONS: `--max-old-space-size=${Math.floor(memoryMb * 0.8)}` }),
      },
      maxProcesses: 1,
      onLog: (line) => logs.push(line),
    },
  );

  return {
    batches,
    logs,
    whenQueueAnswers(answer: (entries: Entries) => JsonAnswer) {
      answerBatch = answer;
    },
    /** Posts as API Gateway would. @param headers as the gateway or a test writes them. */
    async post(source: string, headers: Record<string, string>, body: Buffer | string, base64 = false) {
      const event = {
        version: '2.0',
        headers,
        pathParameters: { source },
        requestContext: { requestId: 'request-1', timeEpoch: Date.parse('2026-03-02T08:00:00Z') },
        body: Buffer.from(body).toString(base64 ? 'base64' : 'utf8'),
        isBase64Encoded: base64,
      };
      const { statusCode, headers: answered, body: text } = v.parse(Answer, await lambda.invoke(event));
      return {
        status: statusCode,
        headers: answered,
        body: v.parse(v.record(v.string(), v.unknown()), JSON.parse(text)),
      };
    },
    /** Asks the address as API Gateway would pass it on. */
    async ask(source: string, method: string, rawQueryString: string) {
      const event = {
        version: '2.0',
        rawQueryString,
        headers: {},
        pathParameters: { source },
        requestContext: { requestId: 'request-1', http: { method, sourceIp: '203.0.113.7' } },
        isBase64Encoded: false,
      };
      return v.parse(Answer, await lambda.invoke(event));
    },
    async close() {
      await lambda.close();
      await Promise.all([sqs.close(), secretsManager.close()]);
      await rm(codeFolder, { recursive: true });
    },
  };
}

export function acceptAll(entries: Entries): JsonAnswer {
  const Successful = entries.map(({ Id, MessageBody }) => ({
    Id,
    MessageId: Id,
    MD5OfMessageBody: md5(MessageBody),
  }));
  return { status: 200, body: { Successful } };
}

/** The client compares it. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
