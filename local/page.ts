import { type AttributeValue, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { HireRow } from '../lambda/hire/hire-row.ts';

/** The page at `/`: the hires and the state of each. */
export async function renderPage(client: DynamoDBClient, tableName: string): Promise<string> {
  const hires: HireRow[] = [];
  const scan = { TableName: tableName, ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client }, scan))
    hires.push(...Items.filter(isHire).map((item) => v.parse(HireRow, unmarshall(item))));
  hires.sort((a, b) => b.updatedAt - a.updatedAt);
  const rows = hires.map((row) => {
    const { hire, state, code = '', notBefore, waitUntil, followUpAt, updatedAt } = row;
    const cells = [hire, state, code, ...[notBefore, waitUntil ?? followUpAt, updatedAt].map(toTime)];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="2">
<title>Hire Invites</title>
<style>body{font:16px system-ui;margin:2rem}td,th{text-align:left;padding:.3rem 1.5rem .3rem 0}</style>
<h1>Hires</h1>
<table>
<tr><th>Hire<th>State<th>Code<th>Not before<th>Next look<th>Changed</tr>
${rows.join('\n')}
</table>
${rows.length === 0 ? '<p>No hires yet. The terminal shows how to send one.</p>' : ''}
</html>
`;
}

function isHire({ hire }: Record<string, AttributeValue>): boolean {
  return hire?.S?.includes('/') === true;
}

function toTime(ms: number | undefined): string {
  return ms === undefined ? '' : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
