import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** What is known of the hires: ids, states, times, counts and codes. */
export class Tables extends Construct {
  /** One row a hire. */
  readonly hires: Table | ITable;
  /** One row a OneLogin user: which hire invites them. */
  readonly users: Table | ITable;
  /** One row a source: how far the list of its employees has been gone through. */
  readonly sweeps: Table;

  constructor(scope: Construct, id: string, { name, adopt }: { name: string; adopt: boolean }) {
    super(scope, id);
    const kept = (id: string, tableName: string, key: string) =>
      adopt ? Table.fromTableName(this, id, tableName) : this.createKept(id, tableName, key);

    this.hires = kept('Hires', `${name}-hires`, 'hire');
    this.users = kept('Users', `${name}-users`, 'user');
    // It goes with the stack: without it a list is begun anew.
    this.sweeps = new Table(this, 'Sweeps', {
      ...settingsOf(`${name}-sweeps`, 'source'),
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** It outlives the stack, so that nobody is invited twice; a new one adopts it by `"adopt": true`. */
  private createKept(id: string, tableName: string, key: string): Table {
    return new Table(this, id, {
      ...settingsOf(tableName, key),
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

function settingsOf(tableName: string, key: string): TableProps {
  return {
    tableName,
    partitionKey: { name: key, type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  };
}
