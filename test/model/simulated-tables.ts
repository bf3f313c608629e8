import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { OverdueHire } from '../../lambda/aws/overdue-hires.ts';
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
  client(process: Process): { send: (command: object) => Promise<object> };
}

const keyNames: Record<string, string> = { hires: 'hire', users: 'user', sweeps: 'source' };

/** @param onWrite is told of every write that was made, with the row before it. */
export function createTables(
  world: World,
  onWrite: (
    table: string,
    row: () => Record<string, unknown>,
    before: () => Record<string, unknown> | undefined,
  ) => void,
): SimulatedTables {
  const items = new Map<string, Item>();
  const place = (table: string, key: Item) => `${table}/${Object.values(key)[0]?.S}`;
  const read = (item: Item | undefined) => item && unmarshall(item);

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
      () => unmarshall(Item),
      () => read(standing),
    );
    return {};
  }

  return {
    row: (table, key) => read(items.get(`${table}/${key}`)),
    overdue(before) {
      const rows = [...items].flatMap(([place, item]) =>
        place.startsWith('hires/') ? [unmarshall(item)] : [],
      );
      const dueAt: Record<string, (row: Record<string, unknown>) => unknown> = {
        waiting: ({ waitUntil }) => waitUntil,
        sending: ({ lease }) => v.parse(Lease, lease).until,
        invited: ({ followUpAt }) => followUpAt,
      };
      return rows
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
        throw new Error('The simulated DynamoDB does not know this command');
      },
    }),
  };
}

function holds(
  condition: Pick<PutItemCommand['input'], 'ConditionExpression' | 'ExpressionAttributeValues'>,
  standing: Item | undefined,
): boolean {
  switch (condition.ConditionExpression) {
    case undefined:
      return true;
    case 'attribute_not_exists(#key)':
      return standing === undefined;
    case 'version = :before':
      return standing?.['version']?.N === condition.ExpressionAttributeValues?.[':before']?.N;
    default:
      throw new Error('The simulated DynamoDB does not know this condition');
  }
}
