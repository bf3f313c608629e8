import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';

/** The alarms of the stack, by the ids that docs/operate.md has as headings: `HrApiKeyRefused-bamboohr`. */
export interface AlarmStates {
  count: number;
  raised: string[];
}

/** @throws the error of CloudWatch. */
export type ReadAlarms = () => Promise<AlarmStates>;

/** @param name the configuration's `name`, with which the names of the alarms begin. */
export function createAlarmStates(client: CloudWatchClient, name: string): ReadAlarms {
  const prefix = `${name}-`;
  return async () => {
    const states: AlarmStates = { count: 0, raised: [] };
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNamePrefix: prefix }))
      for (const { AlarmName = '', StateValue } of MetricAlarms) {
        const id = AlarmName.slice(prefix.length);
        if (!/^[A-Z]/.test(id)) continue; // another stack, whose longer name begins in the same way
        states.count += 1;
        if (StateValue === 'ALARM') states.raised.push(id);
      }
    return states;
  };
}
