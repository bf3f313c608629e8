import * as v from 'valibot';
import { account, functionArn, queueArn, region, secretArn } from './template.ts';

/** A request to a service of AWS, in the words of IAM: who does what to what. */
export interface ServiceCall {
  /** Such as `dynamodb:GetItem`. */
  action: string;
  /** The ARNs of what it is done to; `*` for an action that knows no resource. */
  resources: string[];
}

/** @returns by whom, as the request is signed. */
export function signerOf(
  headers: NodeJS.Dict<string | string[]>,
): { key: string; service: string } | undefined {
  const [, key, service] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/[^/]+\/([a-z]+)\/aws4_request/.exec(
      String(headers['authorization']),
    ) ?? [];
  return key === undefined || service === undefined ? undefined : { key, service };
}

interface Request {
  method: string;
  /** Path and query. */
  url: string;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/**
 * @param service as the request is signed for it.
 * @throws Error for a call that is not known here: then this file has to learn it.
 */
export function readCall(service: string, request: Request): ServiceCall {
  const read = services[service];
  if (read === undefined) throw new Error(`Calls of ${service} are not known locally`);
  return read(request);
}

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
/** The last part of the header that names the action in JSON protocols. */
const targetOf = ({ headers }: Request) => String(headers['x-amz-target']).split('.').at(-1) ?? '';

const services: Record<string, (request: Request) => ServiceCall> = {
  dynamodb(request) {
    const { TableName, IndexName, RequestItems = {} } = parse(OfTable, request);
    const tables = TableName === undefined ? Object.keys(RequestItems) : [TableName];
    const index = IndexName === undefined ? '' : `/index/${IndexName}`;
    return {
      action: `dynamodb:${targetOf(request)}`,
      resources: tables.map((table) => arn('dynamodb', `table/${table}${index}`)),
    };
  },
  sqs(request) {
    const { QueueUrl, SourceArn } = parse(OfQueue, request);
    const [action = ''] = targetOf(request).split('Batch');
    const queue = QueueUrl === undefined ? SourceArn : queueArn(QueueUrl.split('/').at(-1) ?? '');
    return { action: `sqs:${action}`, resources: [queue ?? ''] };
  },
  secretsmanager(request) {
    const { SecretId, Name = '' } = parse(OfSecret, request);
    return { action: `secretsmanager:${targetOf(request)}`, resources: [secretArn(SecretId ?? Name)] };
  },
  scheduler({ method, url, body }) {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const [, , name] = pathname.split('/');
    if (name === undefined)
      return { action: 'scheduler:ListSchedules', resources: [arn('scheduler', 'schedule/*/*')] };
    const actions: Record<string, string> = {
      POST: 'CreateSchedule',
      GET: 'GetSchedule',
      DELETE: 'DeleteSchedule',
    };
    const { GroupName } = v.parse(v.object({ GroupName: v.optional(v.string()) }), JSON.parse(body || '{}'));
    const group = GroupName ?? searchParams.get('groupName') ?? 'default';
    return {
      action: `scheduler:${actions[method]}`,
      resources: [arn('scheduler', `schedule/${group}/${name}`)],
    };
  },
  sns({ body }) {
    const form = new URLSearchParams(body);
    return { action: `sns:${form.get('Action')}`, resources: [form.get('TopicArn') ?? '*'] };
  },
  events: (request) => ({
    action: `events:${targetOf(request)}`,
    resources: [arn('events', 'event-bus/default')],
  }),
  monitoring(request) {
    const action = targetOf(request);
    const resource = action === 'DescribeAlarms' ? arn('cloudwatch', 'alarm:*') : '*';
    return { action: `cloudwatch:${action}`, resources: [resource] };
  },
  lambda(request) {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const [, , kind = '', name = '', what = ''] = pathname.split('/').map(decodeURIComponent);
    const action = lambdaActions[`${request.method} ${[kind, what].join('/')}`];
    if (action === undefined) throw new Error(`${request.method} ${pathname} of Lambda is not known locally`);
    if (kind === 'account-settings') return { action, resources: ['*'] };
    if (kind === 'event-source-mappings')
      return { action, resources: [arn('lambda', `event-source-mapping:${name}`)] };
    const alias = searchParams.get('Qualifier');
    return { action, resources: [functionArn({ FunctionName: name }, alias ?? undefined)] };
  },
};

/** By the method, the kind of the resource and what is asked of it. */
const lambdaActions: Record<string, string> = {
  'POST functions/invocations': 'lambda:InvokeFunction',
  'GET functions/configuration': 'lambda:GetFunctionConfiguration',
  'GET functions/concurrency': 'lambda:GetFunctionConcurrency',
  'PUT functions/concurrency': 'lambda:PutFunctionConcurrency',
  'DELETE functions/concurrency': 'lambda:DeleteFunctionConcurrency',
  'GET event-source-mappings/': 'lambda:GetEventSourceMapping',
  'PUT event-source-mappings/': 'lambda:UpdateEventSourceMapping',
  'GET account-settings/': 'lambda:GetAccountSettings',
};

const OfTable = v.object({
  TableName: v.optional(v.string()),
  IndexName: v.optional(v.string()),
  RequestItems: v.optional(v.record(v.string(), v.unknown())),
});
const OfSecret = v.object({ SecretId: v.optional(v.string()), Name: v.optional(v.string()) });
const OfQueue = v.object({ QueueUrl: v.optional(v.string()), SourceArn: v.optional(v.string()) });

function parse<Schema extends v.GenericSchema>(schema: Schema, { body }: Request): v.InferOutput<Schema> {
  return v.parse(schema, JSON.parse(body));
}
