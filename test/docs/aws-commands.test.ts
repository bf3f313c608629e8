import * as dynamoDb from '@aws-sdk/client-dynamodb';
import * as lambda from '@aws-sdk/client-lambda';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as sqs from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { documents, read } from './markdown.ts';

/** The AWS CLI makes its commands and options out of the same models as the SDK its calls. */

const services = new Map<string, object>([
  ['dynamodb', dynamoDb],
  ['lambda', lambda],
  ['secretsmanager', secretsManager],
  ['sqs', sqs],
]);
const everywhere = ['query', 'output', 'cli-binary-format'];

/** An operation in the SDK's models. Its fifth part gives what it takes, whose fifth part names the fields. */
const Operation = v.looseTuple([v.literal(9), v.string(), v.string(), v.unknown(), v.function()]);
const Structure = v.looseTuple([v.number(), v.string(), v.string(), v.unknown(), v.array(v.string())]);

const commands = documents.flatMap((document) =>
  [
    ...read(document)
      .replaceAll(/\\\n\s*/g, '')
      .matchAll(/\baws ([a-z]+) ((?:wait )?[a-z][a-z-]+)(.*)/g),
  ]
    .filter(([, service = '']) => services.has(service))
    .map(([, service = '', operation = '', rest = '']) => {
      const [words = ''] = rest.replaceAll(/'[^']*'/g, '').split(/[`;|)#]/);
      const options = [...words.matchAll(/ --(?:no-)?([a-z-]+)/g)].map(([, option = '']) => option);
      return { document, service, operation, options };
    }),
);

/** The options that a command takes; undefined if there is no such command. */
function optionsOf(service: string, operation: string): string[] | undefined {
  if (/^wait table-(?:not-)?exists$/.test(operation)) return ['table-name'];
  const name = operation.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const models = new Map<string, unknown>(Object.entries(services.get(service) ?? {}));
  const operationModel = v.safeParse(Operation, models.get(`${name}$`));
  if (!operationModel.success) return undefined;
  const [, , , , fields] = v.parse(Structure, operationModel.output[4]());
  return fields.map((field) => field.replaceAll(/([a-z])([A-Z])/g, '$1-$2').toLowerCase());
}

test('there are commands to look at', () => {
  expect(commands.length).toBeGreaterThan(20);
});

test.each(commands)(
  '$document: aws $service $operation takes $options',
  ({ service, operation, options }) => {
    const known = optionsOf(service, operation);
    expect(known).toBeDefined();
    expect(options.filter((option) => ![...(known ?? []), ...everywhere].includes(option))).toEqual([]);
  },
);
