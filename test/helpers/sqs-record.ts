import type { SQSRecord } from 'aws-lambda';

/** A message as the event source gives it to a function. Times in milliseconds since 1970. */
export function toSqsRecord(message: {
  messageId: string;
  body: string;
  sentAt: number;
  firstReceivedAt: number;
  receiveCount: number;
}): SQSRecord {
  const { messageId, body, sentAt, firstReceivedAt, receiveCount } = message;
  return {
    messageId,
    receiptHandle: messageId,
    body,
    attributes: {
      SentTimestamp: String(sentAt),
      ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
      ApproximateReceiveCount: String(receiveCount),
      SenderId: 'x',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn',
    awsRegion: 'us-east-1',
  };
}
