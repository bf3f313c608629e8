import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Dashboards belong to an account, not to a region: two stacks of one name must not replace each other's. */
export function dashboardName(scope: IConstruct, name: string): string {
  return `${name}-${Stack.of(scope).region}`;
}
