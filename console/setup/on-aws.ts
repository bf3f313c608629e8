import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { OperateEnvironment, readEnvironment, readHrApiUrl } from '../../lambda/aws/environment.ts';
import { NotDone, WrongArguments } from '../command.ts';
import { connectToAws, findCaller } from '../connection.ts';
import { createSecretStore } from './secret-store.ts';
import type { Place } from './setup.ts';

/**
 * The caller's account and region.
 * @param isDeployed whether something is to be deployed there.
 * @throws the errors of the SDK, if nobody is signed in; NotDone, if nothing can be deployed there.
 */
export async function openAws(isDeployed: boolean, say: (text: string) => void): Promise<Place> {
  const { account, region } = await findCaller();
  say(`AWS account ${account}, ${region}`);
  if (isDeployed) await requireBootstrap(account, region);
  let addresses: ReadonlyMap<string, string> = new Map();
  return {
    isOnAws: true,
    async deploy({ name, sources, alarms, domain }, { file, asker, isApproved }) {
      if (asker === undefined && !isApproved)
        throw new WrongArguments(
          'There is no terminal on which to approve the rights of the stack. Add --yes.',
        );
      const outputs = await runDeploy(name, { file, isApproved });
      addresses = new Map(
        Object.keys(sources).flatMap((source, index) => {
          const address = outputs[`Step2Source${index + 1}Address`];
          return address === undefined ? [] : [[source, address] as const];
        }),
      );
      if (domain !== undefined)
        say(
          `In your DNS, let ${domain.name} point to ${outputs['DomainTarget'] ?? 'the output DomainTarget'}.`,
        );
      if (alarms.email !== undefined)
        say(
          `If AWS has just sent a mail to ${alarms.email}, confirm it there: no alarm arrives before that.`,
        );
    },
    addressOf: (source) => addresses.get(source),
    connect: ({ name }) => connectToAws(name),
    secrets: () => createSecretStore(new SecretsManagerClient({})),
    oneLoginUrl: () => readEnvironment(v.pick(OperateEnvironment, ['ONELOGIN_URL'])).ONELOGIN_URL,
    hrApiUrl: readHrApiUrl,
    hasHrApi: () => true,
    sampleOf: () => undefined,
    sayNext: ({ sources }) => [
      ...(Object.values(sources).some(({ refusalStatus }) => refusalStatus === 503)
        ? [
            'Once hires arrive, take "refusalStatus": 503 out of the configuration, and deploy: npm run deploy',
          ]
        : []),
      'Every day: npm run hires, or npm run console for the page. If something is odd: npm run doctor',
      'docs/operate.md has the rest.',
    ],
    close: async () => {},
  };
}

/** https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html (read 2026-11). */
const bootstrapVersion = '/cdk-bootstrap/hnb659fds/version';
const leastBootstrap = 6;

/** `cdk deploy` would say so too, but only after it has built everything. */
async function requireBootstrap(account: string, region: string): Promise<void> {
  const found = await readBootstrap();
  if (found === 'not-allowed' || found >= leastBootstrap) return;
  const what =
    found === 0 ? 'is not prepared for CDK yet' : `was prepared for CDK long ago (version ${found})`;
  throw new NotDone(
    `This account and region ${what}. Run this once: npx cdk bootstrap aws://${account}/${region}`,
  );
}

const Version = v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number));

async function readBootstrap(): Promise<number | 'not-allowed'> {
  try {
    const { Parameter } = await new SSMClient({}).send(new GetParameterCommand({ Name: bootstrapVersion }));
    return v.parse(Version, Parameter?.Value);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'ParameterNotFound') return 0;
    if (error.name === 'AccessDeniedException') return 'not-allowed';
    throw error;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

const Outputs = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.record(v.string(), v.string())));

/** `cdk deploy` shows what it does, and asks before it grants rights. @returns the outputs of the stack. */
async function runDeploy(
  name: string,
  { file, isApproved }: { file: string; isApproved: boolean },
): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'hire-invites-setup-'));
  try {
    const outputsFile = join(folder, 'outputs.json');
    const which = ['deploy', name, '-c', `config=${resolve(file)}`];
    const args = [...which, '--import-existing-resources', '--outputs-file', outputsFile];
    const approval = isApproved ? ['--require-approval', 'never'] : [];
    const child = spawn('cdk', [...args, ...approval], { cwd: root, stdio: 'inherit' });
    const [code] = await once(child, 'exit').catch(() => {
      throw new NotDone('The command cdk was not found. Run npm ci first, and then npm run setup.');
    });
    if (code !== 0)
      throw new NotDone(
        'The deployment failed. What cdk says is above. The same command goes on from there. If that fails too: docs/operate.md, "Remove the stack, or bring it back".',
      );
    return v.parse(Outputs, await readFile(outputsFile, 'utf8'))[name] ?? {};
  } finally {
    await rm(folder, { recursive: true });
  }
}
