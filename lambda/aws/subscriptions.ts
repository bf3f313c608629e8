import { paginateListSubscriptionsByTopic, type SNSClient } from '@aws-sdk/client-sns';

/** Whom a topic sends to. */
export interface Subscription {
  /** Absent if it is no mail address. */
  email?: string;
  /** Somebody has pressed the link in the first mail. Before that, nothing is sent. */
  isConfirmed: boolean;
}

/** @throws the error of SNS. */
export type ReadSubscriptions = () => Promise<Subscription[]>;

export function createSubscriptions(client: SNSClient, topicArn: string): ReadSubscriptions {
  return async () => {
    const found: Subscription[] = [];
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
      { client },
      { TopicArn: topicArn },
    ))
      for (const { Protocol, Endpoint, SubscriptionArn = '' } of Subscriptions) {
        if (SubscriptionArn === 'Deleted') continue; // SNS lists it for a while
        const email = Protocol === 'email' && Endpoint !== undefined && { email: Endpoint };
        found.push({ ...email, isConfirmed: SubscriptionArn !== 'PendingConfirmation' });
      }
    return found;
  };
}
