import * as v from 'valibot';
import { type LocalServer, serveJson } from './json-service.ts';

const GetSecretValue = v.object({ SecretId: v.string() });

/** A stand-in for Secrets Manager (JSON 1.1): one version of each secret, by name. */
export async function startSecretsManager(secrets: ReadonlyMap<string, string>): Promise<LocalServer> {
  return serveJson((request, body) => {
    const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
    if (action !== 'GetSecretValue') return { status: 400, body: { __type: 'UnknownOperationException' } };
    const { SecretId } = v.parse(GetSecretValue, body);
    const value = secrets.get(SecretId);
    if (value === undefined) return { status: 400, body: { __type: 'ResourceNotFoundException' } };
    return { status: 200, body: { Name: SecretId, SecretString: value, VersionStages: ['AWSCURRENT'] } };
  });
}
