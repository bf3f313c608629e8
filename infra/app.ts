import { ConfigurationError, readConfiguration } from '../config/read-configuration.ts';
import { keyPolicyFor } from './key-policy.ts';
import { createApp, synthesize } from './synthesize.ts';

/** The CDK app: `npx cdk synth`, `npm run deploy`; use another configuration with `-c config=FILE`. */

const nobodyIsTold = `Warning: alarms.email is not set, so nobody is mailed when a hire needs a hand.
Set it, or subscribe to the topic of the output AlarmTopicArn.
`;

const adoptIsOver = `"adopt" in the configuration is without effect, and can go: npm run deploy takes over what is there.
`;

const sayKeyPolicy = (name: string, keyArn: string) =>
  `The policy of the key in kmsKeyArn needs these statements (docs/platform.md):
${JSON.stringify(keyPolicyFor(name, keyArn), undefined, 2)}
`;

const app = createApp();
const file: unknown = app.node.tryGetContext('config') ?? 'hire-invites.json';

try {
  const configuration = readConfiguration(String(file));
  await synthesize(app, configuration);
  if (configuration.alarms.email === undefined) process.stderr.write(nobodyIsTold);
  if (configuration.adopt) process.stderr.write(adoptIsOver);
  if (configuration.kmsKeyArn !== undefined)
    process.stderr.write(sayKeyPolicy(configuration.name, configuration.kmsKeyArn));
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
