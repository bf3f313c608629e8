import {
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFunctionStates, type FunctionStates } from '../../../lambda/aws/function-states.ts';
import { clientSettings } from '../../../local/aws/client-settings.ts';
import type { LocalServer } from '../../../local/aws/json-service.ts';
import { startLambdaApi } from '../../../local/aws/lambda-api.ts';
import { type LocalFunction, Throttled } from '../../../local/aws/lambda-function.ts';

/** The stand-in for Lambda, and what `operate` asks of it. */

let lambda: LocalFunction;
let switched: boolean[];
let api: LocalServer;
let client: LambdaClient;
let states: FunctionStates;
beforeEach(async () => {
  let reserved: number | undefined;
  lambda = {
    invoke: async (event, alias) => {
      if (reserved === 0) throw new Throttled();
      if (JSON.stringify(event) === '{"fail":true}') throw new Error('failed');
      return { event, alias };
    },
    mostAtOnce: () => reserved,
    reserve: (most) => {
      reserved = most;
    },
    untilIdle: async () => undefined,
    close: async () => undefined,
  };
  switched = [];
  api = await startLambdaApi({
    functions: new Map([['invite', lambda]]),
    aliases: [{ functionName: 'invite', name: 'act' }],
    eventSources: new Map([['mapping-1', { switch: (isOn) => void switched.push(isOn) }]]),
  });
  client = new LambdaClient({ ...clientSettings, endpoint: api.url, maxAttempts: 1 });
  states = createFunctionStates(client);
});
afterEach(async () => {
  client.destroy();
  await api.close();
});

test('a function is asked, and says nothing if it fails', async () => {
  expect(await states.ask('invite', { ask: 'secrets' })).toEqual({ event: { ask: 'secrets' } });
  expect(await states.ask('invite', { fail: true })).toBeUndefined();
});

test('an alias has to be known', async () => {
  const by = (Qualifier: string) =>
    client.send(new InvokeCommand({ FunctionName: 'invite', Qualifier, Payload: Buffer.from('{}') }));
  expect(Buffer.from((await by('act')).Payload ?? '').toString()).toBe('{"event":{},"alias":"act"}');
  await expect(by('look')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a function whose reserved concurrency is 0 never runs', async () => {
  expect(await states.stateOf('invite')).toBe('runs');
  const reserve = (ReservedConcurrentExecutions: number) =>
    client.send(new PutFunctionConcurrencyCommand({ FunctionName: 'invite', ReservedConcurrentExecutions }));
  await reserve(0);
  expect(await states.stateOf('invite')).toBe('switched-off');
  await expect(states.ask('invite', {})).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  await reserve(5);
  expect(await states.stateOf('invite')).toBe('runs');
  await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'invite' }));
  const { ReservedConcurrentExecutions } = await client.send(
    new GetFunctionConcurrencyCommand({ FunctionName: 'invite' }),
  );
  expect(ReservedConcurrentExecutions).toBeUndefined();
});

test('a function that is not there is gone', async () => {
  expect(await states.stateOf('receive')).toBe('gone');
  await expect(
    client.send(new GetFunctionConfigurationCommand({ FunctionName: 'receive' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('when a function was deployed is read as Lambda writes it', async () => {
  const { LastModified } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'invite' }));
  expect(LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
  expect(await states.deployedAt('invite')).toBe(LastModified?.replace('+0000', 'Z'));
});

test('an event source mapping is switched off and on', async () => {
  const enable = (Enabled: boolean) =>
    client.send(new UpdateEventSourceMappingCommand({ UUID: 'mapping-1', Enabled }));
  expect(await states.isMapped('mapping-1')).toBe(true);
  await enable(false);
  expect(await states.isMapped('mapping-1')).toBe(false);
  await enable(true);
  expect(await states.isMapped('mapping-1')).toBe(true);
  expect(switched).toEqual([false, true]);
});

test('an event source mapping that is not there hands nothing over', async () => {
  expect(await states.isMapped('mapping-2')).toBe(false);
  await expect(client.send(new GetEventSourceMappingCommand({ UUID: 'mapping-2' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('the account has a limit', async () => {
  expect((await client.send(new GetAccountSettingsCommand())).AccountLimit?.ConcurrentExecutions).toBe(1000);
  expect(await states.freeConcurrency()).toBe(1000);
});
