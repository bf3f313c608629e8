import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { secretPlaceholder } from '../../lambda/aws/secrets.ts';
import { type JsonAnswer, type LocalService, serveJson } from './json-service.ts';

const OneSecret = v.object({ SecretId: v.string() });

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html (read 2026-11). */
const PutSecretValue = v.object({
  SecretId: v.string(),
  SecretString: v.pipe(v.string(), v.minLength(1), v.maxLength(65_536)),
  ClientRequestToken: v.pipe(v.string(), v.minLength(32), v.maxLength(64)),
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html (read 2026-11). */
const CreateSecret = v.object({
  Name: v.pipe(v.string(), v.regex(/^[\w/+=.@-]{1,512}$/)),
  SecretString: PutSecretValue.entries.SecretString,
  ClientRequestToken: PutSecretValue.entries.ClientRequestToken,
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

  function put(body: unknown): JsonAnswer {
    const asked = v.safeParse(PutSecretValue, body);
    if (!asked.success) return refuse('ValidationException');
    const { SecretId, SecretString, ClientRequestToken: id } = asked.output;
    if (read(SecretId) === undefined) return refuse('ResourceNotFoundException');
    const key = `${SecretId} ${id}`;
    const standing = versions.get(key);
    if (standing !== undefined && standing !== SecretString) return refuse('ResourceExistsException');
    if (standing === undefined) current.set(SecretId, { id, value: SecretString });
    versions.set(key, SecretString);
    return { status: 200, body: { Name: SecretId, VersionId: id, VersionStages: ['AWSCURRENT'] } };
  }

  function create(body: unknown): JsonAnswer {
    const asked = v.safeParse(CreateSecret, body);
    if (!asked.success) return refuse('ValidationException');
    const { Name, SecretString: value, ClientRequestToken: id } = asked.output;
    if (read(Name) !== undefined) return refuse('ResourceExistsException');
    current.set(Name, { id, value });
    return { status: 200, body: { Name, VersionId: id } };
  }

  return serveJson((request, body) => {
    const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
    if (action === 'PutSecretValue') return put(body);
    if (action === 'CreateSecret') return create(body);
    if (action !== 'GetSecretValue' && action !== 'DescribeSecret')
      return refuse('UnknownOperationException');
    const { SecretId } = v.parse(OneSecret, body);
    const version = read(SecretId);
    if (version === undefined) return refuse('ResourceNotFoundException');
    const { id: VersionId, value: SecretString } = version;
    if (action === 'DescribeSecret')
      return { status: 200, body: { Name: SecretId, VersionIdsToStages: stagesOf(version) } };
    return { status: 200, body: { Name: SecretId, VersionId, SecretString, VersionStages: ['AWSCURRENT'] } };
  });
}

interface Version {
  id: string;
  value: string;
}

function refuse(__type: string): JsonAnswer {
  return { status: 400, body: { __type } };
}

/** A secret of the stack is made with a placeholder, which is its first version. */
function stagesOf({ id, value }: Version): Record<string, string[]> {
  const isFirst = value.includes(secretPlaceholder);
  return { [id]: ['AWSCURRENT'], ...(!isFirst && { [toId('the placeholder')]: ['AWSPREVIOUS'] }) };
}

function toVersion(value: string | undefined): Version | undefined {
  return value === undefined ? undefined : { id: toId(value), value };
}

function toId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
