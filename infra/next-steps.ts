import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { Configuration } from '../config/configuration.ts';
import type { Source } from '../config/source.ts';
import { secretNames } from '../lambda/aws/secrets.ts';
import { secretKeys } from './secrets.ts';

/**
 * Outputs that say what to do once the stack is deployed, in this order: the address to give to each HR system, and the
 * commands that fill in the secrets. Some systems show the key of a webhook only once they have its address. Sources are
 * numbered, because `a-b` and `ab` would get the same output name.
 */
export function sayNextSteps(
  stack: Stack,
  { name, sources, receive }: Configuration,
  apiEndpoint: string,
): void {
  const say = (id: string, description: string, value: string) =>
    new CfnOutput(stack, id, { description, value });

  say(
    'Step1OneLoginSecret',
    'Fill in the OneLogin credential',
    fillIn(secretNames.oneLogin(name), secretKeys.oneLogin),
  );
  const isBehindProxy = receive.proxyKeySha256 !== undefined;
  if (isBehindProxy)
    say('Step2ProxyOrigin', 'Let your proxy send to this address, with the header X-Proxy-Key', apiEndpoint);
  const host = isBehindProxy ? 'https://YOUR-PROXY' : apiEndpoint;
  for (const [index, [source, settings]] of Object.entries(sources).entries()) {
    say(
      `Step2Source${index + 1}Address`,
      `Give this webhook address to ${source}`,
      `${host}/webhooks/${source}`,
    );
    for (const { secret, keys, purpose } of secretsOfSource(name, source, settings))
      say(`Step3Source${index + 1}${purpose}`, `Fill in the ${source} ${purpose}`, fillIn(secret, keys));
  }
}

function secretsOfSource(name: string, source: string, settings: Source) {
  const webhook = {
    secret: secretNames.webhook(name, source),
    keys: secretKeys.webhook,
    purpose: 'WebhookSecret',
  };
  const keys = secretKeys.api(settings);
  const api = { secret: secretNames.api(name, source), purpose: 'ApiKey' };
  return keys === undefined ? [webhook] : [webhook, { ...api, keys }];
}

function fillIn(secret: string, keys: string[]): string {
  const value = JSON.stringify(Object.fromEntries(keys.map((key) => [key, '...'])));
  return `aws secretsmanager put-secret-value --secret-id ${secret} --secret-string '${value}'`;
}
