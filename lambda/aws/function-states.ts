import {
  GetAccountSettingsCommand,
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import * as v from 'valibot';

/** What Lambda says of the stack's functions. Each throws the errors of Lambda. */
export interface FunctionStates {
  /** Whether a function may run. */
  stateOf(functionName: string): Promise<'runs' | 'gone' | 'switched-off'>;
  /** Whether an event source mapping hands messages to its function. */
  isMapped(mappingId: string): Promise<boolean>;
  /** How many functions of the account may run at once in this region, without those that have a share reserved. */
  freeConcurrency(): Promise<number>;
  /** When the function was changed last, in ISO 8601; undefined if Lambda does not say so. */
  deployedAt(functionName: string): Promise<string | undefined>;
  /** @returns undefined if the function fails. */
  ask(functionName: string, event: object): Promise<unknown>;
}

const handsOver = ['Creating', 'Enabling', 'Enabled', 'Updating'];

const ChangedAt = v.pipe(
  v.string(),
  v.transform((text) => new Date(text)),
  v.date(),
  v.transform((date) => date.toISOString()),
);

export function createFunctionStates(client: Pick<LambdaClient, 'send'>): FunctionStates {
  return {
    async stateOf(FunctionName) {
      const answer = await ifThere(client.send(new GetFunctionConcurrencyCommand({ FunctionName })));
      if (answer === undefined) return 'gone';
      return answer.ReservedConcurrentExecutions === 0 ? 'switched-off' : 'runs';
    },
    async isMapped(UUID) {
      const mapping = await ifThere(client.send(new GetEventSourceMappingCommand({ UUID })));
      return handsOver.includes(mapping?.State ?? '');
    },
    async freeConcurrency() {
      const { AccountLimit } = await client.send(new GetAccountSettingsCommand());
      return v.parse(v.number(), AccountLimit?.UnreservedConcurrentExecutions);
    },
    async deployedAt(FunctionName) {
      const { LastModified } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
      const changedAt = v.safeParse(ChangedAt, LastModified);
      return changedAt.success ? changedAt.output : undefined;
    },
    async ask(FunctionName, event) {
      const Payload = new TextEncoder().encode(JSON.stringify(event));
      const answer = await client.send(new InvokeCommand({ FunctionName, Payload }));
      if (answer.FunctionError !== undefined) return undefined;
      return v.parse(v.pipe(v.string(), v.parseJson()), new TextDecoder().decode(answer.Payload));
    },
  };
}

async function ifThere<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
