import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../clock.ts';
import { type Delivery, type EventSource, startEventSource } from './event-source.ts';
import type { RoutedFunctions } from './http-api.ts';
import type { LambdaParts } from './lambda-api.ts';
import { createFunction, type LocalFunction, type OnInvoke } from './lambda-function.ts';
import { createParts } from './parts.ts';
import { createPermissions, type IsPermitted } from './permissions.ts';
import { type RecurringSchedule, startRecurringSchedule } from './recurring-schedule.ts';
import type {
  AliasDefinition,
  EventSourceDefinition,
  FunctionDefinition,
  RouteDefinition,
  ScheduleDefinition,
  StackDefinition,
} from './template.ts';

/**
 * The functions of a stack, and what invokes them. An update replaces them, and what the services hold stays. So it is
 * on AWS, except that here an update lets what runs end first, and what comes meanwhile waits. Only what is invoked
 * through Lambda's API does not wait: a function may ask another before it ends.
 */
export interface Deployment extends RoutedFunctions, LambdaParts {
  isPermitted: IsPermitted;
  /** Whether received messages are being processed, or a schedule's run is under way. */
  isWorking(): boolean;
  /**
   * @param updateServices brings the services in line with the definition. No function runs meanwhile.
   * @param environment added to the environment of every function.
   */
  update(
    definition: StackDefinition,
    environment: Record<string, string>,
    updateServices: () => Promise<void>,
  ): Promise<void>;
  close(): Promise<void>;
}

/** How many invocations of a function run at once on this machine. */
const maxProcesses = 6;

/**
 * Creates a deployment without any function.
 * @param onLog called with every line that a function writes, and with how far the clock is ahead of the one that the
 * function goes by, in milliseconds.
 * @param clock the time for the functions, except those behind the routes. If absent, the machine's clock.
 */
export function createDeployment({
  sqs,
  clock,
  toRounds,
  onInvoke,
  onLog,
}: {
  sqs: { client: SQSClient; queueUrl: (name: string) => string };
  clock?: Clock | undefined;
  toRounds?: Delivery | undefined;
  onInvoke?: OnInvoke | undefined;
  onLog: (line: string, aheadMs: number) => void;
}): Deployment {
  let routes: readonly RouteDefinition[] = [];
  let aliases: readonly AliasDefinition[] = [];
  let isPermitted = createPermissions([], []);
  let environment: Record<string, string> = {};
  let updating: Promise<void> | undefined;

  const functions = createParts<FunctionDefinition & { role: string }, LocalFunction>((definition) => {
    const isCalled = routes.some(({ functionName }) => functionName === definition.FunctionName);
    // Callers sign with the machine's time.
    const own = isCalled ? undefined : clock;
    return createFunction(definition, {
      environment: { ...environment, AWS_ACCESS_KEY_ID: definition.role },
      maxProcesses,
      onLog: (line) => onLog(line, own === clock ? 0 : (clock?.aheadMs() ?? 0)),
      clock: own,
      onInvoke,
    });
  });
  const eventSources = createParts<EventSourceDefinition, EventSource>((source) =>
    startEventSource(source, {
      client: sqs.client,
      queueUrl: sqs.queueUrl(source.queueName),
      lambda: functionNamed(source.functionName),
      toRounds,
    }),
  );
  const schedules = createParts<ScheduleDefinition, RecurringSchedule>((schedule) =>
    startRecurringSchedule(schedule, functionNamed(schedule.functionName), clock),
  );

  /** By its name, so that it may be replaced meanwhile. */
  function functionNamed(name: string): Pick<LocalFunction, 'invoke'> {
    return { invoke: (event, alias) => invoke(name, event, alias) };
  }

  async function invoke(name: string, event: unknown, alias?: string): Promise<unknown> {
    while (updating !== undefined) await updating;
    const lambda = functions.get(name);
    if (lambda === undefined) throw new Error(`Template: there is no function ${name}`);
    return lambda.invoke(event, alias);
  }

  async function replace(definition: StackDefinition, updateServices: () => Promise<void>): Promise<void> {
    await Promise.all(functions.all().map((lambda) => lambda.untilIdle()));
    await updateServices();
    ({ routes, aliases } = definition);
    const roles = definition.functions.map(({ role }) => role);
    isPermitted = createPermissions(definition.policies, roles);
    await functions.update(byId(definition.functions, ({ FunctionName }) => FunctionName));
  }

  return {
    get routes() {
      return routes;
    },
    get aliases() {
      return aliases;
    },
    functions,
    eventSources,
    isPermitted: (signer, call) => isPermitted(signer, call),
    invoke,
    isWorking: () =>
      eventSources.all().some((source) => source.isWorking()) ||
      schedules.all().some((schedule) => schedule.isRunning()),
    async update(definition, added, updateServices) {
      environment = added;
      updating = replace(definition, updateServices).finally(() => {
        updating = undefined;
      });
      await updating;
      await eventSources.update(byId(definition.eventSources, ({ id }) => id));
      await schedules.update(byId(definition.schedules, ({ name }) => name));
    },
    async close() {
      await schedules.close();
      // Before the event sources: a delivery under way waits for its function.
      await functions.close();
      await eventSources.close();
    },
  };
}

function byId<Definition>(
  definitions: readonly Definition[],
  idOf: (definition: Definition) => string,
): Map<string, Definition> {
  return new Map(definitions.map((definition) => [idOf(definition), definition]));
}
