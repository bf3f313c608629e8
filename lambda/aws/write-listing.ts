import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Listing } from '../hire/listing.ts';
import { wasMade } from './conditional-write.ts';
import { listingIndex } from './listing-index.ts';
import type { StoredRow } from './stored-hires.ts';

/**
 * Gives a row its place in the index, if it is still as it was read, and touches nothing else of it.
 * @returns false if somebody has written it since.
 * @throws the error of DynamoDB.
 */
export type WriteListing = (row: StoredRow, listing: Listing) => Promise<boolean>;

export function createWriteListing(client: Pick<DynamoDBClient, 'send'>, tableName: string): WriteListing {
  return ({ hire, version }, { listing, listingOrder }) => {
    // Who has edited a row may have removed its version.
    const isUnchanged =
      version === undefined
        ? 'attribute_exists(#hire) AND attribute_not_exists(#version)'
        : '#version = :version';
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key: marshall({ hire }),
      UpdateExpression: 'SET #listing = :listing, #order = :order',
      ConditionExpression: `${isUnchanged} AND attribute_not_exists(#listing)`,
      ExpressionAttributeNames: {
        '#version': 'version',
        '#listing': listingIndex.partitionKey,
        '#order': listingIndex.sortKey,
        ...(version === undefined && { '#hire': 'hire' }),
      },
      ExpressionAttributeValues: marshall({
        ':listing': listing,
        ':order': listingOrder,
        ...(version !== undefined && { ':version': version }),
      }),
    });
    return wasMade(client.send(command));
  };
}
