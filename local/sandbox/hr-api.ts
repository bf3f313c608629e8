import type { ApiExample, ExampleHire, ExamplePage, ListExample } from '../../config/presets/preset.ts';
import type { Source } from '../../config/source.ts';
import type { ApiCall } from '../../config/source-api.ts';
import type { ApiSecret } from '../../lambda/aws/secrets.ts';
import type { ConnectedApi } from '../../lambda/hr-systems/api/api.ts';
import { toCallFor } from '../../lambda/hr-systems/api/ask-for-more.ts';
import { toCredentialHeaders, toRequest } from '../../lambda/hr-systems/api/call-api.ts';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import type { LocalServer } from '../aws/json-service.ts';
import { createFaults, type Faults } from './faults.ts';
import { jsonReply, type Reply } from './reply.ts';
import { type SandboxRequest, serveVendor, type VendorCall } from './sandbox-server.ts';

export interface HrApiSandbox extends LocalServer {
  faults: Faults;
  /** How often an employee was requested (however many calls that took), and how often a page of all employees. */
  calls: { employee: number; employees: number };
  putEmployee(hire: ExampleHire): void;
  /** Revokes all tokens given out so far. */
  revokeTokens(): void;
}

type Call = VendorCall<'employee' | 'employees'>;

/**
 * The API of any HR system on this machine. It knows the calls that a source's settings describe, answers them in the
 * shape that the preset documents, and refuses callers that do not authenticate as the settings say.
 */
export async function startHrApi(
  source: Pick<Source, 'api' | 'startDateFormat'>,
  example: ApiExample,
  { secret, hires = [], port }: { secret: ApiSecret; hires?: readonly ExampleHire[]; port?: number },
): Promise<HrApiSandbox> {
  const api = requireApi(source);
  const employees = new Map(hires.map((hire) => [hire.employeeId, hire]));
  const faults = createFaults();
  const calls = { employee: 0, employees: 0 };
  const tokens = createTokens(api.authentication, secret);

  function findCall(request: SandboxRequest): Call | undefined {
    const { list, employee } = api;
    const guard = (work: () => Reply) => () => (tokens.isAuthorized(request) ? work() : jsonReply(401, {}));
    const described: [string, ApiCall][] = [['employee', employee.request], ...Object.entries(employee.also)];
    for (const [name, call] of described) {
      const who = findId(request, call);
      const hire = employees.get(who ?? '');
      const work = () =>
        hire === undefined ? jsonReply(404, {}) : jsonReply(200, example.calls[name]?.(hire));
      if (who !== undefined) return { name: 'employee', who, work: guard(work) };
    }
    if (list === undefined || example.list === undefined) return undefined;
    for (const [name, call] of Object.entries(list.also)) {
      const ids = wordsIn(request).filter((word) => employees.has(word));
      if (!isCall(request, toCallFor(call, ids), '')) continue;
      const asked = ids.flatMap((id) => employees.get(id) ?? []);
      const work = () => jsonReply(200, example.list?.also?.[name]?.(asked));
      return { name: 'employee', who: '', work: guard(work) };
    }
    if (!isListCall(request, list.request)) return undefined;
    const { answer, headers } = example.list;
    const page = pageOf(request, example.list);
    return {
      name: 'employees',
      who: '',
      work: guard(() => jsonReply(200, answer(page), headers?.(page))),
    };
  }

  function pageOf({ url }: SandboxRequest, { pageSize, startOf }: ListExample): ExamplePage {
    const all = [...employees.values()];
    const start = startOf?.(url.searchParams) ?? 0;
    const end = start + (pageSize ?? all.length);
    const next = end < all.length ? end : undefined;
    return { hires: all.slice(start, end), start, total: all.length, next };
  }

  /** Which employee a request asks for with this call: tries the known ids, because the id may be anywhere in it. */
  function findId(request: SandboxRequest, call: ApiCall): string | undefined {
    const candidates = [...employees.keys(), ...wordsIn(request)];
    return candidates.find((id) => isCall(request, call, id));
  }

  function isCall({ method, url, text }: SandboxRequest, call: ApiCall, id: string): boolean {
    const wanted = toRequest({ baseUrl: url.origin, headers: {} }, call, { id }, {});
    return method === wanted.method && url.href === new URL(wanted.url).href && text === (wanted.body ?? '');
  }

  const server = await serveVendor<Call['name']>(
    {
      faults,
      calls,
      findCall,
      answerOther: (request) => tokens.answer(request) ?? jsonReply(404, {}),
      toError: (status) => jsonReply(status, {}),
      controlRoutes: { 'GET employees': () => jsonReply(200, [...employees.values()]) },
    },
    port,
  );
  return {
    ...server,
    faults,
    calls,
    putEmployee: (hire) => employees.set(hire.employeeId, hire),
    revokeTokens: tokens.revoke,
  };
}

function wordsIn({ url, text }: SandboxRequest): string[] {
  return `${url.href} ${text}`.match(/[\w-]+/g) ?? [];
}

/** Whether a request asks for a page: what says which one is left open. */
function isListCall({ method, url, text }: SandboxRequest, call: ApiCall): boolean {
  const wanted = toRequest({ baseUrl: url.origin, headers: {} }, call, {}, {});
  const { pathname, searchParams } = new URL(wanted.url);
  const fixed = [...searchParams].filter(([, value]) => !value.includes('{'));
  const isAsked = fixed.every(([name, value]) => url.searchParams.get(name) === value);
  return method === wanted.method && url.pathname === pathname && isAsked && text === (wanted.body ?? '');
}

function requireApi(source: Pick<Source, 'api' | 'startDateFormat'>): ConnectedApi {
  const api = connectApi(source, 'http://localhost');
  if (api === undefined) throw new Error('The source has no API');
  return api;
}

/** Checks the caller: by the credential itself, or by a token that was issued for it. */
function createTokens(authentication: NonNullable<Source['api']>['authentication'], secret: ApiSecret) {
  const isOAuth = authentication.type === 'oauth';
  let token = 'sandbox-token-1';
  const headers = () => toCredentialHeaders(authentication, secret, isOAuth ? token : undefined);
  return {
    isAuthorized: (request: SandboxRequest) =>
      Object.entries(headers()).every(([name, value]) => request.headers[name.toLowerCase()] === value),
    answer(request: SandboxRequest): Reply | undefined {
      if (!isOAuth || request.url.pathname !== new URL(authentication.tokenUrl).pathname) return undefined;
      return isClient(request, secret)
        ? jsonReply(200, { access_token: token, token_type: 'bearer', expires_in: 3600 })
        : jsonReply(401, { error: 'invalid_client' });
    },
    revoke() {
      token = `${token}1`;
    },
  };
}

/** RFC 6749, section 2.3.1: the client's credentials are in the header or in the body. */
function isClient({ headers, text }: SandboxRequest, secret: ApiSecret): boolean {
  if ('apiKey' in secret) return false;
  const { user, password } = secret;
  const form = new URLSearchParams(text);
  const basic = toCredentialHeaders({ type: 'basic', secretHeaders: {} }, secret)['authorization'];
  const isInBody = form.get('client_id') === user && form.get('client_secret') === password;
  return form.get('grant_type') === 'client_credentials' && (isInBody || headers.authorization === basic);
}
