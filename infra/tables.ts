import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { listingIndex } from '../lambda/aws/listing-index.ts';

/** What is known about the hires: ids, states, times, counts and codes. */
export class Tables extends Construct {
  /** One row for each hire. */
  readonly hires: Table;
  /** The index of the hires table from which lists are read. */
  readonly hiresIndexArn: string;
  /** One row for each OneLogin user: which hire invites them. */
  readonly users: Table;
  /** One row for each source: how far the sweep has read the list of its employees. */
  readonly sweeps: Table;

  constructor(scope: Construct, id: string, { name }: { name: string }) {
    super(scope, id);
    this.hires = this.createKept('Hires', `${name}-hires`, 'hire');
    this.hiresIndexArn = `${this.hires.tableArn}/index/${listingIndex.name}`;
    addListingIndex(this.hires);
    this.users = this.createKept('Users', `${name}-users`, 'user');
    // It is deleted with the stack: without it, a list is read from the start.
    this.sweeps = new Table(this, 'Sweeps', {
      ...settingsOf(`${name}-sweeps`, 'source'),
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /**
   * It outlives the stack, so that nobody is invited twice. `cdk deploy --import-existing-resources` takes it over: also
   * after a first deployment that failed. It is not `RetainExceptOnCreate`, whose rollback would fail at the protection.
   */
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

/** It holds whole rows: what a row has may change, and what an index holds may not. */
function addListingIndex(hires: Table): void {
  const { name, partitionKey, sortKey } = listingIndex;
  hires.addGlobalSecondaryIndex({
    indexName: name,
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
}
