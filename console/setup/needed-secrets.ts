import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import { presets } from '../../config/presets/index.ts';
import type { Source } from '../../config/source.ts';
import {
  apiSecretSchema,
  faultsOf,
  OneLoginSecret,
  secretNames,
  WebhookSecret,
} from '../../lambda/aws/secrets.ts';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import { sendHttpRequest } from '../../lambda/http/http-request.ts';
import { createTimeBudget } from '../../lambda/http/time-budget.ts';
import { connectOneLogin } from '../../lambda/onelogin/connect-one-login.ts';
import type { Finding } from '../../lambda/operate/answer.ts';
import { unproved } from '../../lambda/operate/check/finding.ts';
import { checkHrApi } from '../../lambda/operate/check/hr-api.ts';
import { checkOneLogin } from '../../lambda/operate/check/one-login.ts';
import { waysOf } from '../../lambda/receive/ways.ts';
import type { Place } from './setup.ts';

/** A secret that a person has to fill in. */
export interface NeededSecret {
  /** Its name in Secrets Manager. */
  secret: string;
  /** What it is, for a person. */
  title: string;
  /** What has to be typed, by the key in the secret's JSON. */
  fields: Readonly<Record<string, string>>;
  isWebhook: boolean;
  /** Whether it comes without a person, with the first request of the HR system. */
  comesByItself: boolean;
  /**
   * Judges a value before it is stored, by the service that it is for where that can be asked.
   * @param value the JSON of the secret.
   */
  judge: (value: unknown) => Promise<Finding[]>;
}

type Vendors = Pick<Place, 'oneLoginUrl' | 'hrApiUrl' | 'hasHrApi'>;

const nowMs = Date.now;

/** In the order in which they are asked for. */
export function neededSecrets(configuration: Configuration, vendors: Vendors): NeededSecret[] {
  const { name, sources } = configuration;
  return [
    {
      secret: secretNames.oneLogin(name),
      title: 'OneLogin’s API credential',
      fields: { clientId: 'client ID', clientSecret: 'client secret' },
      isWebhook: false,
      comesByItself: false,
      judge: judgeBy(OneLoginSecret, 'onelogin', (value) => {
        const url = vendors.oneLoginUrl();
        const secrets = holding(value);
        const oneLogin = connectOneLogin(configuration, { url, http: sendHttpRequest, secrets, nowMs });
        return checkOneLogin(oneLogin, configuration, newBudget());
      }),
    },
    ...Object.entries(sources).flatMap(([source, settings]) => {
      const api = apiSecretOf(source, settings, configuration, vendors);
      return [webhookSecretOf(source, settings, name), ...(api === undefined ? [] : [api])];
    }),
  ];
}

function webhookSecretOf(source: string, settings: Source, name: string): NeededSecret {
  const { authentication, handshakes = [] } = settings;
  const isBasic = authentication.some(({ type }) => type === 'basic');
  return {
    secret: secretNames.webhook(name, source),
    title: `${titleOf(source, settings)}’s webhook`,
    fields: {
      current: `secret that the webhook is signed or sent with${isBasic ? ' (for Basic authentication user:password)' : ''}`,
    },
    isWebhook: true,
    comesByItself: handshakes.some(({ type }) => type === 'keep-token'),
    judge: judgeBy(WebhookSecret, source, async ({ current }) => {
      if (waysOf(settings).some(({ takes }) => takes(current)))
        return [
          unproved(
            source,
            'WEBHOOK_SECRET_UNPROVED',
            'The secret has the right form. The first webhook shows whether it is the right one.',
          ),
        ];
      return [malformed(source, 'it does not have the form of this system’s secrets')];
    }),
  };
}

function apiSecretOf(
  source: string,
  settings: Source,
  { name, invite, sweep }: Configuration,
  vendors: Vendors,
): NeededSecret | undefined {
  if (settings.api === undefined) return undefined;
  const schema = apiSecretSchema(settings.api.authentication);
  return {
    secret: secretNames.api(name, source),
    title: `${titleOf(source, settings)}’s API`,
    fields: {
      ...('apiKey' in schema.entries
        ? { apiKey: 'API key or token' }
        : { user: 'user or client ID', password: 'password, token or client secret' }),
      ...toFields(settings.api.authentication.secretHeaders),
    },
    isWebhook: false,
    comesByItself: false,
    judge: judgeBy<v.GenericSchema>(schema, source, async (value) => {
      const api = connectApi(settings, vendors.hrApiUrl(source), invite);
      if (api === undefined || !vendors.hasHrApi(source))
        return [
          unproved(
            source,
            'HR_API_NOT_HERE',
            'Nothing on this machine stands in for this API, so the key is not tried.',
          ),
        ];
      const secrets = holding(value);
      const parts = { configuration: { name, invite, sweep }, secrets, http: sendHttpRequest, nowMs };
      return checkHrApi(source, api, parts, newBudget());
    }),
  };
}

/** What a key of the secret is for is said by its header. */
function toFields(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([header, key]) => [key, `value for ${header}`]));
}

/** First by its form, then by what `ask` finds. */
function judgeBy<Schema extends v.GenericSchema>(
  schema: Schema,
  subject: string,
  ask: (value: v.InferOutput<Schema>) => Promise<Finding[]>,
): NeededSecret['judge'] {
  return async (value) => {
    const read = v.safeParse(schema, value);
    return read.success ? ask(read.output) : [malformed(subject, faultsOf(read.issues))];
  };
}

/** Gives the value that is to be judged in place of the stored one. */
function holding(value: unknown) {
  return {
    readOr: async <Schema extends v.GenericSchema>(_code: unknown, _secret: string, schema: Schema) =>
      v.parse(schema, value),
    distrust: () => false,
  };
}

const patienceMs = 60 * 1000;

function newBudget() {
  const endsAt = nowMs() + patienceMs;
  return createTimeBudget(() => endsAt - nowMs());
}

function malformed(subject: string, why: string): Finding {
  return {
    subject,
    code: 'GIVEN_UNUSABLE',
    verdict: 'wrong',
    message: `What was given cannot be used: ${why}.`,
  };
}

function titleOf(source: string, { type }: Source): string {
  const title = presets[type]?.title;
  return title === undefined || source === type ? (title ?? source) : `${title} (${source})`;
}
