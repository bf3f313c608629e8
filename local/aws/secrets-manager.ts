import * as v from 'valibot';
import { type LocalServer, serveJson } from './json-service.ts';

const GetSecretValue = v.object({ SecretId: v.string() });
const PutSecretValue = v.object({ SecretId: v.string(), SecretString: v.string() });

/** A stand-in for Secrets Manager (JSON 1.1): one version of each secret, by name. */
export async function startSecretsManager(given: ReadonlyMap<string, string>): Promise<LocalServer> {
  /** What was put since. */
  const put = new Map<string, string>();
  const read = (id: string) => put.get(id) ?? given.get(id);
  return serveJson((request, body) => {
    const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
    if (action === 'PutSecretValue') {
      const { SecretId, SecretString } = v.parse(PutSecretValue, body);
      if (read(SecretId) === undefined) return { status: 400, body: { __type: 'ResourceNotFoundException' } };
      put.set(SecretId, SecretString);
      return { status: 200, body: { Name: SecretId, VersionStages: ['AWSCURRENT'] } };
    }
    if (action !== 'GetSecretValue') return { status: 400, body: { __type: 'UnknownOperationException' } };
    const { SecretId } = v.parse(GetSecretValue, body);
    const value = read(SecretId);
    if (value === undefined) return { status: 400, body: { __type: 'ResourceNotFoundException' } };
    return { status: 200, body: { Name: SecretId, SecretString: value, VersionStages: ['AWSCURRENT'] } };
  });
}
