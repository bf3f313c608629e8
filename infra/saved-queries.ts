import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { accessLogName, announcingMethods } from './access-log.ts';

/** What is often looked for in the logs, ready to run in CloudWatch Logs Insights. It costs nothing until it is run. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { name }: { name: string }) {
    super(scope, id);
    const functionLog = (lambda: string) => `/aws/lambda/${name}-${lambda}`;
    const save = (title: string, logGroupNames: string[], lines: string[]) =>
      new CfnQueryDefinition(this, title.replaceAll(' ', ''), {
        name: `${name}/${title}`,
        logGroupNames,
        queryString: lines.join('\n'),
      });

    save('One hire', ['invite', 'sweep', 'operate'].map(functionLog), [
      '# Put the hire’s row key here, as the dashboard and "npm run hires -- show" give it.',
      'fields @timestamp, message, code, reason, state, mail, until, action, by, requestId',
      '| filter hire = "bamboohr//206"',
      '| sort @timestamp asc',
      '| limit 1000',
    ]);
    save(
      'Parked',
      [functionLog('invite')],
      [
        'fields @timestamp, hire, code, reason, status, requestId',
        '| filter message = "hire parked"',
        '| sort @timestamp desc',
        '| limit 1000',
      ],
    );
    save(
      'Refused',
      [functionLog('receive')],
      [
        'fields @timestamp, source, status, code, reason, requestId',
        '| filter message in ["webhook refused", "webhook failed"]',
        '| sort @timestamp desc',
        '| limit 1000',
      ],
    );
    save(
      'Turned away',
      [accessLogName(name)],
      [
        'fields @timestamp, route, status, refusal, requestId',
        `| filter (functionStatus = "404" and route like /^(${announcingMethods.join('|')}) /)`,
        '    or (status like /^4/ and status != "404" and functionStatus not like /^4/)',
        '| sort @timestamp desc',
        '| limit 1000',
      ],
    );
  }
}
