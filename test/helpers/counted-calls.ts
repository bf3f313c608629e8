import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A client of a table, and the names of the commands that it was given. */
export function countCalls(client: Pick<DynamoDBClient, 'send'>) {
  const calls: string[] = [];
  const counted = new Proxy(client, {
    get(target, property) {
      if (property !== 'send') return Reflect.get(target, property);
      return (command: object) => {
        calls.push(command.constructor.name.replace(/Command$/, ''));
        return Reflect.apply(target.send, target, [command]);
      };
    },
  });
  return { client: counted, calls };
}
