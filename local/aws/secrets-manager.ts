import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type LocalService, serveJson } from './json-service.ts';

const GetSecretValue = v.object({ SecretId: v.string() });
const PutSecretValue = v.object({
  SecretId: v.string(),
  SecretString: v.string(),
  ClientRequestToken: v.string(),
});

/**
 * A stand-in for Secrets Manager (JSON 1.1). A version has the id that the client gave it, and never changes: putting
 * it again with the same value is accepted, with another value it is refused.
 */
export async function startSecretsManager(given: ReadonlyMap<string, string>): Promise<LocalService> {
  /** The values put since the start: the latest of each secret, and all by secret and version. */
  const current = new Map<string, Version>();
  const versions = new Map<string, string>();
  const read = (name: string) => current.get(name) ?? toVersion(given.get(name));
  return serveJson((request, body) => {
    const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
    if (action === 'PutSecretValue') {
      const { SecretId, SecretString, ClientRequestToken: id } = v.parse(PutSecretValue, body);
      if (read(SecretId) === undefined) return { status: 400, body: { __type: 'ResourceNotFoundException' } };
      const key = `${SecretId} ${id}`;
      const standing = versions.get(key);
      if (standing !== undefined && standing !== SecretString)
        return { status: 400, body: { __type: 'ResourceExistsException' } };
      if (standing === undefined) current.set(SecretId, { id, value: SecretString });
      versions.set(key, SecretString);
      return { status: 200, body: { Name: SecretId, VersionId: id, VersionStages: ['AWSCURRENT'] } };
    }
    if (action !== 'GetSecretValue') return { status: 400, body: { __type: 'UnknownOperationException' } };
    const { SecretId } = v.parse(GetSecretValue, body);
    const version = read(SecretId);
    if (version === undefined) return { status: 400, body: { __type: 'ResourceNotFoundException' } };
    const { id: VersionId, value: SecretString } = version;
    return { status: 200, body: { Name: SecretId, VersionId, SecretString, VersionStages: ['AWSCURRENT'] } };
  });
}

interface Version {
  id: string;
  value: string;
}

function toVersion(value: string | undefined): Version | undefined {
  if (value === undefined) return undefined;
  return { id: createHash('sha256').update(value).digest('hex').slice(0, 32), value };
}
