import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** What is often looked for in the logs, ready to run in CloudWatch Logs Insights. It costs nothing until it is run. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { name }: { name: string }) {
    super(scope, id);
    const save = (title: string, functions: string[], lines: string[]) =>
      new CfnQueryDefinition(this, title.replaceAll(' ', ''), {
        name: `${name}/${title}`,
        logGroupNames: functions.map((lambda) => `/aws/lambda/${name}-${lambda}`),
        queryString: lines.join('\n'),
      });

    save(
      'One hire',
      ['invite', 'sweep', 'operate'],
      [
        '# Put the hire’s row key here, as the dashboard and "npm run hires -- show" give it.',
        'fields @timestamp, message, code, reason, state, mail, until, action, by, requestId',
        '| filter hire = "bamboohr//206"',
        '| sort @timestamp asc',
        '| limit 1000',
      ],
    );
    save(
      'Parked',
      ['invite'],
      [
        'fields @timestamp, hire, code, reason, status, requestId',
        '| filter message = "hire parked"',
        '| sort @timestamp desc',
        '| limit 1000',
      ],
    );
    save(
      'Refused',
      ['receive'],
      [
        'fields @timestamp, source, status, code, reason, requestId',
        '| filter message in ["webhook refused", "webhook failed"]',
        '| sort @timestamp desc',
        '| limit 1000',
      ],
    );
  }
}
