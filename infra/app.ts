import { ConfigurationError, readConfiguration } from '../config/read-configuration.ts';
import { createApp, synthesize } from './synthesize.ts';

/** The CDK app: `npx cdk synth`, `npx cdk deploy`; use another configuration with `-c config=FILE`. */

const app = createApp();
const file: unknown = app.node.tryGetContext('config') ?? 'hire-invites.json';

try {
  await synthesize(app, readConfiguration(String(file)));
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
