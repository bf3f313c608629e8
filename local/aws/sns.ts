import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type LocalService, readBytes, serve } from './json-service.ts';
import type { SubscriptionDefinition } from './template.ts';

/** What was published, in the order in which it came. */
export interface PublishedNotice {
  /** In ISO 8601. */
  at: string;
  subject: string;
  text: string;
}

export interface LocalSns extends LocalService {
  notices(): readonly PublishedNotice[];
  /** Knows these topics from now on. Subscriptions that are there stay. */
  update(topicArns: readonly string[], given: readonly SubscriptionDefinition[]): void;
}

const mostShown = 100;
const ListSubscriptions = v.object({
  Action: v.literal('ListSubscriptionsByTopic'),
  TopicArn: v.string(),
  NextToken: v.optional(v.pipe(v.string(), v.toNumber())),
});
const Subscribe = v.object({
  Action: v.literal('Subscribe'),
  TopicArn: v.string(),
  Protocol: v.literal('email'),
  Endpoint: v.pipe(v.string(), v.email()),
});
const Unsubscribe = v.object({ Action: v.literal('Unsubscribe'), SubscriptionArn: v.string() });

/** A call of the AWS query protocol, with the limits of SNS. */
const Publish = v.object({
  Action: v.literal('Publish'),
  TopicArn: v.string(),
  Subject: v.pipe(v.string(), v.regex(/^[!-~][ -~]{0,98}$/)),
  Message: v.pipe(v.string(), v.nonEmpty(), v.maxBytes(256 * 1024)),
});

/**
 * A stand-in for SNS: it takes what is published to a known topic, and keeps it. Nobody can press the link of a first mail
 * here. So the subscriptions of the template count as confirmed, and those that are made later do not.
 * @param onNotice called with everything that is published.
 */
export async function startSns(
  topicArns: readonly string[] = [],
  onNotice: (notice: PublishedNotice) => void = () => undefined,
  given: readonly SubscriptionDefinition[] = [],
): Promise<LocalSns> {
  const notices: PublishedNotice[] = [];
  const subscriptions: (SubscriptionDefinition & { arn: string })[] = [];
  let topics = topicArns;
  update(topicArns, given);

  function update(arns: readonly string[], added: readonly SubscriptionDefinition[]): void {
    topics = arns;
    for (const one of added) {
      const isThere = subscriptions.some(
        ({ topicArn, endpoint }) => topicArn === one.topicArn && endpoint === one.endpoint,
      );
      if (!isThere) subscriptions.push({ ...one, arn: `${one.topicArn}:${randomUUID()}` });
    }
  }

  function answer(form: unknown): { status: number; body: string } {
    const parsed = v.safeParse(
      v.variant('Action', [Publish, ListSubscriptions, Subscribe, Unsubscribe]),
      form,
    );
    if (!parsed.success) return failure(400, 'InvalidParameter');
    const call = parsed.output;
    if (call.Action === 'Unsubscribe') return unsubscribe(call);
    if (!topics.includes(call.TopicArn)) return failure(404, 'NotFound');
    if (call.Action === 'Publish') return publish(call);
    if (call.Action === 'ListSubscriptionsByTopic') return list(call);
    const { TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint } = call;
    subscriptions.push({ topicArn, protocol, endpoint, arn: pending });
    return success('Subscribe', `<SubscriptionArn>pending confirmation</SubscriptionArn>`);
  }

  function unsubscribe({ SubscriptionArn }: v.InferOutput<typeof Unsubscribe>) {
    const index = subscriptions.findIndex(({ arn }) => arn === SubscriptionArn && arn !== pending);
    if (index < 0) return failure(404, 'NotFound');
    subscriptions.splice(index, 1);
    return success('Unsubscribe', '');
  }

  function list({ TopicArn, NextToken: from = 0 }: v.InferOutput<typeof ListSubscriptions>) {
    const all = subscriptions.filter(({ topicArn }) => topicArn === TopicArn);
    const to = from + mostShown;
    const members = all.slice(from, to).map(({ protocol, endpoint, arn }) => {
      const parts = {
        TopicArn,
        Protocol: protocol,
        SubscriptionArn: arn,
        Owner: '000000000000',
        Endpoint: endpoint,
      };
      return `<member>${Object.entries(parts)
        .map(([key, value]) => `<${key}>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${key}>`)
        .join('')}</member>`;
    });
    const next = to < all.length ? `<NextToken>${to}</NextToken>` : '';
    return success('ListSubscriptionsByTopic', `<Subscriptions>${members.join('')}</Subscriptions>${next}`);
  }

  function publish({ Subject, Message }: v.InferOutput<typeof Publish>) {
    const notice = { at: new Date().toISOString(), subject: Subject, text: Message };
    notices.push(notice);
    onNotice(notice);
    return success('Publish', `<MessageId>${randomUUID()}</MessageId>`);
  }

  const server = await serve(async (request, response) => {
    const form = new URLSearchParams((await readBytes(request)).toString('utf8'));
    const { status, body } = answer(Object.fromEntries(form));
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
  return { ...server, notices: () => notices, update };
}

/** What SNS says instead of an ARN. */
const pending = 'PendingConfirmation';

function success(action: string, result: string): { status: number; body: string } {
  return { status: 200, body: inXml(`${action}Response`, `<${action}Result>${result}</${action}Result>`) };
}

function failure(status: number, code: string): { status: number; body: string } {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${code}</Message></Error>`;
  return { status, body: inXml('ErrorResponse', error) };
}

function inXml(element: string, content: string): string {
  const requestId = `<RequestId>${randomUUID()}</RequestId>`;
  const end = element === 'ErrorResponse' ? requestId : `<ResponseMetadata>${requestId}</ResponseMetadata>`;
  return `<${element} xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${content}${end}</${element}>`;
}
