import type { Configuration } from '../../../config/configuration.ts';
import type { Build } from '../../aws/build.ts';
import type { CheckedTable } from '../../aws/job-rows.ts';
import { errorFields, type Log } from '../../aws/log.ts';
import type { SecretReader } from '../../aws/secrets.ts';
import { isListing } from '../../hr-systems/api/next-page.ts';
import { connectSources } from '../../hr-systems/connect-sources.ts';
import type { SendHttpRequest } from '../../http/http-request.ts';
import { connectOneLogin } from '../../onelogin/connect-one-login.ts';
import { type Checked, iso } from '../answer.ts';
import type { FindParts } from '../find-hire.ts';
import type { InviteContext } from '../invite-by-hand.ts';
import { checkAlarmAddress, checkAlarms } from './alarms.ts';
import { look } from './finding.ts';
import { checkConcurrency, checkFunctions, checkQueue } from './functions.ts';
import { checkHeard } from './heard.ts';
import { checkHrApi } from './hr-api.ts';
import { keepFaults } from './keep.ts';
import { checkLookupKey } from './lookup-key.ts';
import { checkOneLogin } from './one-login.ts';
import { checkPaused } from './paused.ts';
import { checkRestored, type RestoredParts } from './restored.ts';
import type { StackParts } from './stack-parts.ts';
import { checkTwoHires, type TwoHiresParts } from './two-hires.ts';
import { checkWebhookSecrets } from './webhook-secrets.ts';

/** Whether everything is set up rightly: asks OneLogin, the HR systems and AWS, with as few calls as that takes. */

export interface CheckParts extends RestoredParts, Omit<TwoHiresParts, 'configuration'> {
  configuration: Pick<Configuration, 'name' | 'oneLogin' | 'sources' | 'invite' | 'sweep'>;
  oneLoginUrl: string | undefined;
  hrApiUrl: (source: string) => string | undefined;
  /** A reader that remembers nothing: what counts is the secrets and tokens of now. */
  newSecretReader: () => SecretReader;
  http: SendHttpRequest;
  readStored: FindParts['readStored'];
  checked: CheckedTable;
  connectStack: () => Promise<StackParts>;
  /** The configured one. */
  alarmAddress: string | undefined;
  /** The event source mapping between the invite queue and its function. */
  queueMapping: string;
  /** @throws Error if the bundle does not say what was deployed. */
  readBuild: () => Build;
  log: Log;
  nowMs: () => number;
}

/**
 * Never shows a secret, nor what an answer says. Whatever cannot be reached is a finding. What is wrong is noted, so that
 * the notices say it too.
 */
export async function check(
  parts: CheckParts,
  { requestId, budget }: Pick<InviteContext, 'requestId' | 'budget'>,
): Promise<Checked> {
  const { configuration, oneLoginUrl, hrApiUrl, newSecretReader, http, nowMs } = parts;
  const { name } = configuration;
  const secrets = newSecretReader();
  const oneLogin = connectOneLogin(configuration, { url: oneLoginUrl, http, secrets, nowMs });
  const sources = connectSources(configuration, hrApiUrl);
  const names = Object.keys(configuration.sources);
  const stack = await parts.connectStack();
  const { functions, readAlarms, readSubscriptions, findLast } = stack;
  const [deployedAt, ...findings] = await Promise.all([
    functions.deployedAt(`${name}-operate`).catch(() => undefined),
    checkOneLogin(oneLogin, configuration, budget),
    checkLookupKey(secrets, name),
    ...sources.map(async ({ source, api }) =>
      api === undefined ? [] : checkHrApi(source, api, { ...parts, secrets }, budget),
    ),
    look('hires', () =>
      checkTwoHires(
        sources.filter(({ api }) => isListing(api)).map(({ source }) => source),
        parts,
      ),
    ),
    look('webhook secrets', () => checkWebhookSecrets(functions, { name, sources: names })),
    ...names.map((source) => look(source, () => checkHeard(source, findLast, nowMs()))),
    look('functions', () => checkFunctions(functions, name)),
    look('queue', () => checkQueue(functions, parts.queueMapping, name)),
    look('alarms', () => checkAlarms(readAlarms, name)),
    look('alarms', () => checkAlarmAddress(readSubscriptions, parts.alarmAddress, name)),
    look('account', () => checkConcurrency(functions, name)),
    look('pause', () => checkPaused(parts, name)),
    look('restore', () => checkRestored(oneLogin, parts, budget)),
  ]);
  const found = findings.flat();
  await keepFaults(found, parts.checked, { now: nowMs(), writer: requestId }).catch((error: unknown) => {
    // The person who asked gets the answer all the same. Notices tell of a note that grows old.
    parts.log.error('check not noted', { requestId, ...errorFields(error) });
  });
  return {
    ok: true,
    findings: found,
    now: iso(nowMs()),
    ...buildOf(parts),
    ...(deployedAt !== undefined && { deployedAt }),
  };
}

function buildOf({ readBuild }: Pick<CheckParts, 'readBuild'>): Pick<Checked, 'build'> {
  try {
    return { build: readBuild() };
  } catch {
    return {};
  }
}
