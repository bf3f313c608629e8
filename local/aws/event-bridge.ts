import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { isJsonObject } from '../../lambda/hire/record.ts';
import { type JsonAnswer, type LocalService, serveJson } from './json-service.ts';

/** An event as rules get it. */
export interface SentEvent {
  source: string;
  'detail-type': string;
  /** In ISO 8601, to the second. */
  time: string;
  detail: Record<string, unknown>;
}

export interface LocalEventBridge extends LocalService {
  /** What was taken, in the order in which it came. */
  events(): readonly SentEvent[];
}

const Entry = v.object({
  Source: v.optional(v.string(), ''),
  DetailType: v.optional(v.string(), ''),
  Detail: v.optional(v.string(), ''),
  /** Seconds since 1970. */
  Time: v.optional(v.number()),
});
type Entry = v.InferOutput<typeof Entry>;

const PutEvents = v.object({ Entries: v.pipe(v.array(Entry), v.minLength(1), v.maxLength(10)) });

/** Of a whole call. AWS has raised it since, but not in every page that names it. */
const mostBytes = 256 * 1024;

/**
 * A stand-in for EventBridge (JSON 1.1): it takes what is sent to the default bus, and keeps it. Like the real one it
 * answers 200 to a call of which it has refused some entries.
 * @param onEvent called with everything that is taken.
 */
export async function startEventBridge(
  onEvent: (event: SentEvent) => void = () => undefined,
): Promise<LocalEventBridge> {
  const events: SentEvent[] = [];

  function take(entry: Entry): { EventId: string } | { ErrorCode: string; ErrorMessage: string } {
    const { Source: source, DetailType, Detail, Time = Date.now() / 1000 } = entry;
    const ErrorCode = whyRefused(entry);
    if (ErrorCode !== undefined) return { ErrorCode, ErrorMessage: ErrorCode };
    const time = `${new Date(Time * 1000).toISOString().slice(0, 19)}Z`;
    const event = { source, 'detail-type': DetailType, time, detail: v.parse(Json, Detail) };
    events.push(event);
    onEvent(event);
    return { EventId: randomUUID() };
  }

  const server = await serveJson((request, body): JsonAnswer => {
    if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents')
      return failure('UnknownOperationException');
    const call = v.safeParse(PutEvents, body);
    if (!call.success || Buffer.byteLength(JSON.stringify(body)) > mostBytes)
      return failure('ValidationException');
    const Entries = call.output.Entries.map(take);
    const FailedEntryCount = Entries.filter((entry) => 'ErrorCode' in entry).length;
    return { status: 200, body: { FailedEntryCount, Entries } };
  });
  return { ...server, events: () => events };
}

const Json = v.pipe(v.string(), v.parseJson(), v.custom<Record<string, unknown>>(isJsonObject));

function whyRefused({ Source, DetailType, Detail }: Entry): string | undefined {
  if ([Source, DetailType, Detail].includes('')) return 'InvalidArgument';
  if (Source.length > 256 || DetailType.length > 128) return 'InvalidArgument';
  if (Source.startsWith('aws.')) return 'NotAuthorizedForSourceException';
  return v.is(Json, Detail) ? undefined : 'MalformedDetail';
}

function failure(type: string): JsonAnswer {
  return { status: 400, body: { __type: type, message: type } };
}
