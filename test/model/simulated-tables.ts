import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { stackKey } from '../../lambda/aws/brake.ts';
import { OverdueHire } from '../../lambda/aws/overdue-hires.ts';
import { WaitingHire } from '../../lambda/aws/waiting-hires.ts';
import { awsTroubles, type Process } from './process.ts';
import type { World } from './world.ts';

const Lease = v.object({ until: v.string() });

type Item = Record<string, AttributeValue>;

/** DynamoDB with consistent reads and conditional writes. */
export interface SimulatedTables {
  /** A row as it stands, without asking. */
  row(table: string, key: string): Record<string, unknown> | undefined;
  /** The hires whose wake-up should have come before (milliseconds since 1970). */
  overdue(before: number): OverdueHire[];
  /** The hires that wait for their moment. */
  waiting(): WaitingHire[];
  /** How many items of the users table name this hire. */
  usersOf(hire: string): number;
  client(process: Process): { send: (command: object) => Promise<object> };
}

const keyNames: Record<string, string> = { hires: 'hire', users: 'user', sweeps: 'source' };

/**
 * @param onWrite is told of every row that is written, with the row before it.
 * @param onPause is told when everything is paused.
 */
export function createTables(
  world: World,
  {
    onWrite,
    onPause,
  }: {
    onWrite: (
      table: string,
      row: () => Record<string, unknown>,
      before: () => Record<string, unknown> | undefined,
    ) => void;
    onPause: () => void;
  },
): SimulatedTables {
  const items = new Map<string, Item>();
  const place = (table: string, key: Item) => `${table}/${Object.values(key)[0]?.S}`;
  /** Nobody changes an item that stands. */
  const known = new WeakMap<Item, Record<string, unknown>>();
  function read(item: Item): Record<string, unknown>;
  function read(item: Item | undefined): Record<string, unknown> | undefined;
  function read(item: Item | undefined): Record<string, unknown> | undefined {
    if (item === undefined) return undefined;
    const row = known.get(item) ?? unmarshall(item);
    known.set(item, row);
    return row;
  }

  function put({ TableName = '', Item = {}, ...condition }: PutItemCommand['input']): object {
    const keyName = keyNames[TableName] ?? '';
    const where = place(TableName, { [keyName]: Item[keyName] ?? { S: '' } });
    const standing = items.get(where);
    if (!holds(condition, standing)) {
      throw new ConditionalCheckFailedException({ message: 'the condition failed', $metadata: {} });
    }
    items.set(where, Item);
    onWrite(
      TableName,
      () => read(Item),
      () => read(standing),
    );
    return {};
  }

  /** Only the brake updates, its own item, which is no hire's row. */
  function update({ TableName = '', Key = {}, ...change }: UpdateItemCommand['input']): object {
    const where = place(TableName, Key);
    if (where !== `hires/${stackKey}`) throw new Error('The simulated DynamoDB does not know this update');
    const standing = items.get(where);
    if (!holds(change, standing)) {
      throw new ConditionalCheckFailedException({ message: 'the condition failed', $metadata: {} });
    }
    const item = changed(change, { ...Key, ...standing });
    items.set(where, item);
    if (item['pausedAt'] !== undefined && standing?.['pausedAt'] === undefined) onPause();
    return {};
  }

  /** What names a hire in the users table: only to forget it. */
  function findUsers(hire: AttributeValue | undefined): Item[] {
    const found = [...items].filter(
      ([place, item]) => place.startsWith('users/') && item['hire']?.S === hire?.S,
    );
    return found.map(([, item]) => item);
  }

  function remove({ TableName = '', Key = {}, ...condition }: DeleteItemCommand['input']): object {
    const where = place(TableName, Key);
    if (!holds(condition, items.get(where)))
      throw new ConditionalCheckFailedException({ message: 'the condition failed', $metadata: {} });
    items.delete(where);
    return {};
  }

  const hires = () =>
    [...items].flatMap(([place, item]) => (place.startsWith('hires/') ? [unmarshall(item)] : []));

  return {
    row: (table, key) => read(items.get(`${table}/${key}`)),
    usersOf: (hire) => findUsers({ S: hire }).length,
    waiting: () =>
      hires()
        .filter(({ state, code }) => state === 'waiting' && code === 'NOT_DUE_YET')
        .map((row) => v.parse(WaitingHire, row)),
    overdue(before) {
      const dueAt: Record<string, (row: Record<string, unknown>) => unknown> = {
        waiting: ({ waitUntil }) => waitUntil,
        sending: ({ lease }) => v.parse(Lease, lease).until,
        invited: ({ followUpAt }) => followUpAt,
        'not-activated': ({ followUpAt }) => followUpAt,
      };
      return hires()
        .filter(
          (row) => String(dueAt[String(row['state'])]?.(row) ?? 'never') < new Date(before).toISOString(),
        )
        .map((row) => v.parse(OverdueHire, row));
    },
    client: (process) => ({
      send(command) {
        if (command instanceof GetItemCommand) {
          const { TableName = '', Key = {} } = command.input;
          const ordinary = () => ({ Item: items.get(place(TableName, Key)) });
          return process.call(() => `reads ${place(TableName, Key)}`, ordinary, awsTroubles(world, ordinary));
        }
        if (command instanceof PutItemCommand) {
          const ordinary = () => put(command.input);
          const { TableName, Item: { state, code } = {} } = command.input;
          const what = () => `writes ${TableName} ${state?.S ?? ''} ${code?.S ?? ''}`;
          return process.call(what, ordinary, awsTroubles(world, ordinary));
        }
        if (command instanceof UpdateItemCommand) {
          const ordinary = () => update(command.input);
          const { UpdateExpression = '' } = command.input;
          return process.call(() => `brake: ${UpdateExpression}`, ordinary, awsTroubles(world, ordinary));
        }
        if (command instanceof ScanCommand) {
          const { FilterExpression, ExpressionAttributeValues: values = {} } = command.input;
          if (FilterExpression !== ofHire)
            throw new Error('The simulated DynamoDB does not know this filter');
          const ordinary = () => ({ Items: findUsers(values[':hire']) });
          return process.call(() => 'scans users', ordinary, awsTroubles(world, ordinary));
        }
        if (command instanceof DeleteItemCommand) {
          const ordinary = () => remove(command.input);
          return process.call(() => 'deletes from users', ordinary, awsTroubles(world, ordinary));
        }
        throw new Error('The simulated DynamoDB does not know this command');
      },
    }),
  };
}

const ofHire = '#hire = :hire';

function holds(
  condition: Pick<PutItemCommand['input'], 'ConditionExpression' | 'ExpressionAttributeValues'>,
  standing: Item | undefined,
): boolean {
  const isPaused = standing?.['pausedAt'] !== undefined;
  const day = standing?.['day']?.S;
  const firstMails = Number(standing?.['firstMails']?.N);
  const values = condition.ExpressionAttributeValues ?? {};
  const today = values[':today']?.S ?? '';
  const max = Number(values[':max']?.N);
  switch (condition.ConditionExpression) {
    case undefined:
      return true;
    case 'attribute_not_exists(#key)':
      return standing === undefined;
    case 'version = :before':
      return standing?.['version']?.N === values[':before']?.N;
    case ofHire:
      return standing?.['hire']?.S === values[':hire']?.S;
    case 'attribute_not_exists(pausedAt)':
      return !isPaused;
    case 'pausedAt = :seen':
      return standing?.['pausedAt']?.S === values[':seen']?.S;
    case 'attribute_not_exists(pausedAt) AND #day >= :today AND firstMails < :max':
      return !isPaused && day !== undefined && day >= today && firstMails < max;
    case 'attribute_not_exists(pausedAt) AND #day >= :today AND firstMails >= :max':
      return !isPaused && day !== undefined && day >= today && firstMails >= max;
    case 'attribute_not_exists(pausedAt) AND (attribute_not_exists(#day) OR #day < :today)':
      return !isPaused && (day === undefined || day < today);
    default:
      throw new Error('The simulated DynamoDB does not know this condition');
  }
}

/** The item after an update. */
function changed(
  {
    UpdateExpression,
    ExpressionAttributeValues: values = {},
  }: Pick<UpdateItemCommand['input'], 'UpdateExpression' | 'ExpressionAttributeValues'>,
  standing: Item,
): Item {
  const value = (name: string) => values[name] ?? { NULL: true };
  const { pausedAt, pausedBecause, pausedReason, ...released } = standing;
  const { day = value(':today'), firstMails = value(':zero') } = standing;
  switch (UpdateExpression) {
    case 'ADD firstMails :one':
      return { ...standing, firstMails: { N: String(Number(firstMails.N ?? 0) + Number(value(':one').N)) } };
    case 'SET #day = :today, firstMails = :one':
      return { ...standing, day: value(':today'), firstMails: value(':one') };
    case 'SET pausedAt = :now, pausedBecause = :because':
      return { ...standing, pausedAt: value(':now'), pausedBecause: value(':because') };
    case 'SET pausedAt = :now, pausedBecause = :because, pausedReason = :reason, #day = if_not_exists(#day, :today), firstMails = if_not_exists(firstMails, :zero)':
      return {
        ...standing,
        pausedAt: value(':now'),
        pausedBecause: value(':because'),
        pausedReason: value(':reason'),
        day,
        firstMails,
      };
    case 'REMOVE pausedAt, pausedBecause, pausedReason':
      return released;
    case 'SET firstMails = :zero REMOVE pausedAt, pausedBecause, pausedReason':
      return { ...released, firstMails: value(':zero') };
    default:
      throw new Error('The simulated DynamoDB does not know this update');
  }
}
