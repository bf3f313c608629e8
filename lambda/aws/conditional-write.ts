import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** @returns whether the condition of a write to DynamoDB held, so that it was made. Other errors are thrown. */
export async function wasMade(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
