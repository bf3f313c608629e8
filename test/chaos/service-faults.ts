import * as v from 'valibot';
import type { Endpoints } from '../../local/aws/stack.ts';
import { type Chance, choose, createCounter, type Shares } from './chance.ts';
import { type ServiceCall, type ServiceFault, startFaultyProxy } from './faulty-proxy.ts';
import type { Tally } from './tally.ts';

const services = {
  AWS_ENDPOINT_URL_SQS: 'SQS',
  AWS_ENDPOINT_URL_DYNAMODB: 'DynamoDB',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: 'Secrets Manager',
  AWS_ENDPOINT_URL_SCHEDULER: 'Scheduler',
  AWS_ENDPOINT_URL_SNS: 'SNS',
  AWS_ENDPOINT_URL_CLOUDWATCH: 'CloudWatch',
  AWS_ENDPOINT_URL_EVENTBRIDGE: 'EventBridge',
} as const satisfies Record<keyof Endpoints, string>;
type Service = (typeof services)[keyof Endpoints];

/** Late and silent calls take a function's whole patience of three seconds, so the services asked often have few. */
const faults: Record<Service, Shares<ServiceFault>> = {
  SQS: [
    [0.02, 'refuse'],
    [0.01, 'tear-before'],
    [0.02, 'tear-after'],
    [0.005, 'slow'],
    [0.001, 'late'],
  ],
  DynamoDB: [
    [0.01, 'refuse'],
    [0.005, 'tear-before'],
    [0.015, 'tear-after'],
    [0.003, 'slow'],
    [0.001, 'late'],
  ],
  'Secrets Manager': [
    [0.1, 'refuse'],
    [0.05, 'tear-before'],
    [0.05, 'tear-after'],
    [0.05, 'late'],
    [0.05, 'silent'],
  ],
  Scheduler: [
    [0.1, 'refuse'],
    [0.05, 'tear-before'],
    [0.15, 'tear-after'],
    [0.02, 'late'],
  ],
  SNS: [
    [0.1, 'refuse'],
    [0.05, 'tear-before'],
    [0.05, 'tear-after'],
  ],
  CloudWatch: [
    [0.1, 'refuse'],
    [0.05, 'tear-before'],
    [0.05, 'tear-after'],
  ],
  EventBridge: [
    [0.1, 'refuse'],
    [0.05, 'tear-before'],
    [0.05, 'tear-after'],
  ],
};

/** In so much of the run, in milliseconds, a service has at most one outage, at a time and for as long as chance has it. */
const outagePeriodMs = 20 * 1000;
const outageShare = 0.25;
const longestOutageMs = 4 * 1000;
const faultsOfOutage: Record<Service, ServiceFault> = {
  SQS: 'refuse',
  DynamoDB: 'refuse',
  'Secrets Manager': 'silent',
  Scheduler: 'tear-before',
  SNS: 'refuse',
  CloudWatch: 'refuse',
  EventBridge: 'refuse',
};

export interface ServiceFaults {
  /** Puts a faulty proxy in front of every service. */
  divert(endpoints: Endpoints): Promise<Endpoints>;
  /** From now on everything is passed on as it is. */
  end(): void;
  close(): Promise<void>;
}

/**
 * How the services fail the functions: call by call, and now and then one of them for some seconds. What becomes of a call
 * depends on its service, action, subject and number; an outage on how long the run has been going.
 */
export function createServiceFaults(chance: Chance, tally: Tally): ServiceFaults {
  const startedAtMs = performance.now();
  const count = createCounter();
  const proxies: { close: () => Promise<void> }[] = [];
  let ended = false;

  function isOut(service: Service): boolean {
    const elapsedMs = performance.now() - startedAtMs;
    const period = Math.floor(elapsedMs / outagePeriodMs);
    if (chance('outage', service, period) >= outageShare) return false;
    const lengthMs = (0.25 + 0.75 * chance('outage length', service, period)) * longestOutageMs;
    const beginMs = chance('outage begin', service, period) * (outagePeriodMs - lengthMs);
    const sinceMs = (elapsedMs % outagePeriodMs) - beginMs;
    return sinceMs >= 0 && sinceMs < lengthMs;
  }

  function decide(service: Service, call: ServiceCall): ServiceFault | undefined {
    if (ended) return undefined;
    const { action, who } = identify(call);
    const out = isOut(service);
    const fault = out
      ? faultsOfOutage[service]
      : choose(faults[service], chance(`${service} ${action}`, who, count(`${service} ${action} ${who}`)));
    if (fault !== undefined) tally.count(out ? `${service}: out` : `${service}: ${fault}`);
    return fault;
  }

  async function startProxy(variable: keyof Endpoints, endpoints: Endpoints): Promise<string> {
    const proxy = await startFaultyProxy(endpoints[variable], (call) => decide(services[variable], call));
    proxies.push(proxy);
    return proxy.url;
  }

  return {
    divert: async (endpoints) => ({
      AWS_ENDPOINT_URL_SQS: await startProxy('AWS_ENDPOINT_URL_SQS', endpoints),
      AWS_ENDPOINT_URL_DYNAMODB: await startProxy('AWS_ENDPOINT_URL_DYNAMODB', endpoints),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: await startProxy('AWS_ENDPOINT_URL_SECRETS_MANAGER', endpoints),
      AWS_ENDPOINT_URL_SCHEDULER: await startProxy('AWS_ENDPOINT_URL_SCHEDULER', endpoints),
      AWS_ENDPOINT_URL_SNS: await startProxy('AWS_ENDPOINT_URL_SNS', endpoints),
      AWS_ENDPOINT_URL_CLOUDWATCH: await startProxy('AWS_ENDPOINT_URL_CLOUDWATCH', endpoints),
      AWS_ENDPOINT_URL_EVENTBRIDGE: await startProxy('AWS_ENDPOINT_URL_EVENTBRIDGE', endpoints),
    }),
    end() {
      ended = true;
    },
    async close() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}

const Key = v.object({ hire: v.object({ S: v.string() }) });
const Subject = v.union([
  v.pipe(
    v.object({ Key }),
    v.transform((body) => body.Key.hire.S),
  ),
  v.pipe(
    v.object({ Item: Key }),
    v.transform((body) => body.Item.hire.S),
  ),
  v.pipe(
    v.object({ SecretId: v.string() }),
    v.transform((body) => body.SecretId),
  ),
]);
const Body = v.pipe(v.string(), v.parseJson(), Subject);

/** Which call it is. A message has times and ids in it that no other run has, so calls of SQS and Scheduler only count. */
function identify({ method, headers, body }: ServiceCall): { action: string; who: string } {
  const subject = v.safeParse(Body, body.toString('utf8'));
  const action = String(headers['x-amz-target'] ?? method);
  return { action, who: subject.success ? subject.output : '' };
}
