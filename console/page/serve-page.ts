import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Workbench } from '../../local/workbench.ts';
import { connectTo } from '../connection.ts';
import { createPage, pagePaths } from './page.ts';

/** Answers a request if it is one for the page. Returns false if it is not. */
export type ServePage = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** The page of the stack that runs on this machine at these addresses. */
export function servePageOf(addresses: Parameters<typeof connectTo>[0], workbench: Workbench): ServePage {
  const answer = toListener(createPage({ connection: connectTo(addresses), workbench }));
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!pagePaths.includes(pathname)) return false;
    await answer(request, response);
    return true;
  };
}

/** The page as Node's server calls it. */
export function toListener(page: Hono): ReturnType<typeof getRequestListener> {
  return getRequestListener(page.fetch, { overrideGlobalObjects: false });
}
