import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** What a person is told, in plain text. */
export interface Notice {
  /** SNS takes at most 99 characters of ASCII here. */
  subject: string;
  text: string;
}

/** @throws the error of SNS if it did not take the notice. */
export type PublishNotice = (notice: Notice) => Promise<void>;

/** To the topic of the alarms, so that the same people get both. */
export function createNotices(client: Pick<SNSClient, 'send'>, topicArn: string): PublishNotice {
  return async ({ subject, text }) => {
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
  };
}

/**
 * Where the runbook says more.
 * @param runbook its address, or its file.
 */
export function placeInRunbook(heading: string, runbook: string): string {
  const anchor = heading.toLowerCase().replaceAll(' ', '-');
  return runbook.startsWith('https:') ? `${runbook}#${anchor}` : `${runbook}, "${heading}"`;
}

/** OneLogin's id of a user. What does not look like one is not shown: it could be anything. */
export function nameUser(userId: string): string {
  return `OneLogin user ${/^\d{1,20}$/.test(userId) ? userId : 'unknown'}`;
}
