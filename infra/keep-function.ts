import { CustomResource, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Configuration } from '../config/configuration.ts';
import type { KeptIndexProperties, KeptSecretProperties } from '../lambda/aws/kept.ts';
import { listingIndex } from '../lambda/aws/listing-index.ts';
import { createFunction } from './lambda-function.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

export interface KeepFunctionProps {
  name: string;
  code: Code;
  secrets: Secrets;
  tables: Tables;
  /** The company's own key, and those that it had before. */
  keys: Pick<Configuration, 'kmsKeyArn' | 'formerKmsKeyArns'>;
}

/**
 * CloudFormation → the function `keep`, while it deploys: it makes the secrets that are missing, and the index of a table
 * that was taken over. CloudFormation itself cannot do that: it makes a resource or fails if it exists, and it writes to it
 * once its properties change.
 */
export class KeepFunction extends Construct {
  constructor(scope: Construct, id: string, { name, code, secrets, tables, keys }: KeepFunctionProps) {
    super(scope, id);
    const keep = createFunction(this, 'Keep', {
      functionName: `${name}-keep`,
      code,
      timeout: Duration.minutes(2), // the rights of a role that was just made take half a minute until they count
      environment: {},
    });
    secrets.grantCreate(keep);
    const KmsKeyId = keys.kmsKeyArn ?? (keys.formerKmsKeyArns && keyOfAws);
    if (KmsKeyId !== undefined) secrets.grant(keep, 'UpdateSecret', secrets.all);
    keep.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeTable', 'dynamodb:UpdateTable'],
        resources: [tables.hires.tableArn],
      }),
    );

    const make = (id: string, resourceType: `Custom::${string}`, properties: object) =>
      new CustomResource(this, id, {
        serviceToken: keep.functionArn,
        serviceTimeout: Duration.minutes(10), // without an answer CloudFormation would wait for an hour
        resourceType,
        properties,
      });
    for (const { name: SecretName, placeholders, random } of secrets.all) {
      const properties: KeptSecretProperties = {
        SecretName,
        ...(placeholders && { Placeholders: placeholders }),
        ...(random && { Random: random }),
        ...(KmsKeyId !== undefined && { KmsKeyId }),
      };
      make(SecretName, 'Custom::KeptSecret', properties);
    }
    const index: KeptIndexProperties = {
      TableName: tables.hires.tableName,
      IndexName: listingIndex.name,
      PartitionKey: listingIndex.partitionKey,
      SortKey: listingIndex.sortKey,
    };
    make('ListingIndex', 'Custom::KeptIndex', index);
  }
}

/** With which Secrets Manager encrypts if no other key is named. */
const keyOfAws = 'alias/aws/secretsmanager';
