import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type LocalService, readBytes, serve } from './json-service.ts';

/** What was published, in the order in which it came. */
export interface PublishedNotice {
  /** In ISO 8601. */
  at: string;
  subject: string;
  text: string;
}

export interface LocalSns extends LocalService {
  notices(): readonly PublishedNotice[];
}

/** A call of the AWS query protocol, with the limits of SNS. */
const Publish = v.object({
  Action: v.literal('Publish'),
  TopicArn: v.string(),
  Subject: v.pipe(v.string(), v.regex(/^[!-~][ -~]{0,98}$/)),
  Message: v.pipe(v.string(), v.nonEmpty(), v.maxBytes(256 * 1024)),
});

/**
 * A stand-in for SNS: it takes what is published to a known topic, and keeps it.
 * @param onNotice called with everything that is published.
 */
export async function startSns(
  topicArns: readonly string[],
  onNotice: (notice: PublishedNotice) => void = () => undefined,
): Promise<LocalSns> {
  const notices: PublishedNotice[] = [];

  function publish(form: unknown): { status: number; body: string } {
    const parsed = v.safeParse(Publish, form);
    if (!parsed.success) return failure(400, 'InvalidParameter');
    const { TopicArn, Subject, Message } = parsed.output;
    if (!topicArns.includes(TopicArn)) return failure(404, 'NotFound');
    const notice = { at: new Date().toISOString(), subject: Subject, text: Message };
    notices.push(notice);
    onNotice(notice);
    const result = `<PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult>`;
    return { status: 200, body: inXml('PublishResponse', result) };
  }

  const server = await serve(async (request, response) => {
    const form = new URLSearchParams((await readBytes(request)).toString('utf8'));
    const { status, body } = publish(Object.fromEntries(form));
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
  return { ...server, notices: () => notices };
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
