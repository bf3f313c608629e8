import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type ITable, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** What is known of the hires: ids, states, times, counts and codes. It outlives the stack, so that nobody is invited twice. */
export class Tables extends Construct {
  /** One row a hire. */
  readonly hires: Table | ITable;
  /** One row a OneLogin user: which hire invites them. */
  readonly users: Table | ITable;

  constructor(scope: Construct, id: string, { name, adopt }: { name: string; adopt: boolean }) {
    super(scope, id);
    this.hires = this.table('Hires', { tableName: `${name}-hires`, key: 'hire', adopt });
    this.users = this.table('Users', { tableName: `${name}-users`, key: 'user', adopt });
  }

  private table(id: string, options: { tableName: string; key: string; adopt: boolean }): Table | ITable {
    const { tableName, key, adopt } = options;
    if (adopt) return Table.fromTableName(this, id, tableName);
    return new Table(this, id, {
      tableName,
      partitionKey: { name: key, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
