import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type ITable, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** One row a hire: ids, states, times, counts and codes. It outlives the stack, so that nobody is invited twice. */
export class HiresTable extends Construct {
  readonly table: Table | ITable;

  constructor(scope: Construct, id: string, { name, adopt }: { name: string; adopt: boolean }) {
    super(scope, id);
    const tableName = `${name}-hires`;
    this.table = adopt
      ? Table.fromTableName(this, 'Hires', tableName)
      : new Table(this, 'Hires', {
          tableName,
          partitionKey: { name: 'hire', type: AttributeType.STRING },
          billingMode: BillingMode.PAY_PER_REQUEST,
          encryption: TableEncryption.AWS_MANAGED,
          pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
          timeToLiveAttribute: 'expiresAt',
          deletionProtection: true,
          removalPolicy: RemovalPolicy.RETAIN,
        });
  }
}
