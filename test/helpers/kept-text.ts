import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { startInvite } from './invite.ts';

/** Everything that `invite` has logged, counted and stored, as text in which personal data can be looked for. */
export async function keptText({
  dynamoDb,
  logs,
  metrics,
}: Pick<Awaited<ReturnType<typeof startInvite>>, 'dynamoDb' | 'logs' | 'metrics'>): Promise<string> {
  const tables = await Promise.all(
    ['hires', 'users'].map((TableName) => dynamoDb.send(new ScanCommand({ TableName }))),
  );
  const items = tables.flatMap(({ Items = [] }) => Items.map((item) => unmarshall(item)));
  return JSON.stringify({ logs, metrics, items });
}

/** An address or a part of one, a name in it, and the key of the pseudonyms. */
export const personalData = /@|\.example|lovelace|hopper|sandbox-lookup-key|sandbox-secret/i;
