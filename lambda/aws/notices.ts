import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** What a person is told, in plain text. */
export interface Notice {
  /** SNS takes at most 99 characters of ASCII here. */
  subject: string;
  text: string;
}

/** @throws the error of SNS if it did not take the notice. */
export type PublishNotice = (notice: Notice) => Promise<void>;

/** To the topic of the alarms, so that whoever gets those gets the notices too. */
export function createNotices(client: Pick<SNSClient, 'send'>, topicArn: string): PublishNotice {
  return async ({ subject, text }) => {
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
  };
}
