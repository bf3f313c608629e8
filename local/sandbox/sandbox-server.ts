import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { type LocalServer, readBytes, serve } from '../aws/json-service.ts';
import { answerControl, type ControlRoutes, commonRoutes } from './control.ts';
import type { CallName, Faults } from './faults.ts';
import { type Exchange, misbehave, send } from './misbehave.ts';
import type { Reply } from './reply.ts';

export interface SandboxRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A call that a vendor's API knows. */
export interface VendorCall<Name extends CallName> {
  name: Name;
  /** The address, or employee or user id, that the call is about, for the faults. */
  who: string;
  work: () => Reply;
}

export interface Vendor<Name extends CallName> {
  /** The call that a request makes; undefined if it is not one of the calls that are counted and can go wrong. */
  findCall(request: SandboxRequest): VendorCall<Name> | undefined;
  /** Runs before a call is counted and answered. */
  onCall?(call: VendorCall<Name>, response: ServerResponse): Promise<void>;
  /** Answers the other requests: other routes, and those that do not exist. */
  answerOther(request: SandboxRequest): Reply;
  toError: Exchange['toError'];
  faults: Faults;
  /** How often each call was made. */
  calls: Record<Name, number>;
  controlRoutes: ControlRoutes;
}

/** Serves a vendor's calls, with faults on request, and the control routes beside them. @param port 0 means any. */
export function serveVendor<Name extends CallName>(
  vendor: Vendor<Name>,
  port: number | undefined,
): Promise<LocalServer> {
  const { faults, calls, toError } = vendor;
  const controlRoutes = { ...commonRoutes(faults, calls), ...vendor.controlRoutes };

  return serve(async (message, response) => {
    const request = await readRequest(message);
    const { method, url, text } = request;
    if (url.pathname.startsWith('/_sandbox/')) {
      return send(response, answerControl(controlRoutes, method, url.pathname, text));
    }
    const call = vendor.findCall(request);
    if (call === undefined) return send(response, vendor.answerOther(request));
    await vendor.onCall?.(call, response);
    calls[call.name] += 1;
    const fault = faults.take(call.name, call.who);
    if (fault === undefined) return send(response, call.work());
    misbehave(fault, { response, work: call.work, toError });
  }, port);
}

async function readRequest(message: IncomingMessage): Promise<SandboxRequest> {
  return {
    method: message.method ?? '',
    url: new URL(message.url ?? '/', 'http://localhost'),
    headers: message.headers,
    text: (await readBytes(message)).toString('utf8'),
  };
}
