import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { namesThisMachine } from '../../local/own-names.ts';

/** Who may see the page, and whose buttons count. It runs with the operator's own rights, so only the operator may. */

/** Nothing but what the page brings itself may run, be loaded, or frame it. */
export const securityHeaders: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    scriptSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: 'same-origin', // with `no-referrer` a browser hides the origin of the page's own forms too
  xFrameOptions: 'DENY',
  strictTransportSecurity: false, // it is served on this machine, over HTTP
});

const cookie = 'hire-invites';

/**
 * Refuses what does not come from the page itself, on this machine.
 * @param options.token every form of the page has it. A page of somebody else cannot read it.
 * @param options.key opens the page once; then a cookie does. Without one, everybody on this machine may see the page.
 */
export function guard({ token, key }: { token: string; key?: string }): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    const url = new URL(req.url);
    if (!namesThisMachine(url.host)) return context.text('This page is only for this machine.', 403);
    if (key !== undefined) {
      const name = `${cookie}-${url.port}`;
      const given = url.searchParams.get('key');
      if (given !== null && isSame(given, key)) {
        setCookie(context, name, key, { httpOnly: true, sameSite: 'Strict', path: '/' });
        return context.redirect('/');
      }
      if (!isSame(getCookie(context, name) ?? '', key))
        return context.text('Open the page with the address that the terminal shows.', 403);
    }
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    const origin = req.header('origin');
    const { token: sent } = await req.parseBody();
    const isOwn = (origin === undefined || origin === url.origin) && typeof sent === 'string';
    if (!isOwn || !isSame(sent, token))
      return context.text('This button is of an earlier page. Load it again.', 403);
    return next();
  };
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
