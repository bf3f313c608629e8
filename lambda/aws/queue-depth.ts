import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';

const counted: QueueAttributeName[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
];

/**
 * How many messages a queue holds, about: those that are due later, and those that are being worked on, among them.
 * @throws the error of SQS.
 */
export async function countMessages({
  client,
  url,
}: {
  client: Pick<SQSClient, 'send'>;
  url: string;
}): Promise<number> {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: counted });
  const { Attributes = {} } = await client.send(command);
  return counted.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
