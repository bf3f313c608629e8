import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { Counted, Listed, Shown } from '../../lambda/operate/answer.ts';
import type { OperateRequest } from '../../lambda/operate/request.ts';
import { askOperate } from '../ask-operate.ts';
import { explain, NotDone } from '../command.ts';
import type { Connection } from '../connection.ts';
import { readWhom } from '../hires/arguments.ts';
import { type Content, renderFrame, renderTrouble } from './frame.ts';
import { guard, securityHeaders } from './guard.ts';
import { renderOverview } from './overview.ts';
import { press } from './press.ts';
import { createSaid } from './said.ts';
import { renderStory } from './story.ts';

/**
 * The page for the person on call: who needs a hand, who waits, one hire's story, and a button for each thing that can
 * be done. It only asks `operate`. It works without JavaScript; `page.js` keeps it up to date.
 */

export interface PageOptions {
  /** The stack that the page is about. */
  connection: Connection;
  /** If it is given, only a browser that has opened the page with `?key=` may see it. */
  key?: string;
}

/** The paths that the page answers. */
export const pagePaths: readonly string[] = ['/', '/hire', '/find', '/act', '/page.css', '/page.js'];

const files = { '/page.css': 'text/css', '/page.js': 'text/javascript' };

const Query = v.object({
  /** Where the page before has ended. */
  after: v.optional(v.string()),
  hire: v.optional(v.string(), ''),
  /** What became of the last act. */
  said: v.optional(v.string(), ''),
});

const Search = v.object({ who: v.optional(v.pipe(v.string(), v.trim()), '') });

export function createPage({ connection, key }: PageOptions): Hono {
  const token = randomBytes(24).toString('base64url');
  const said = createSaid();
  const app = new Hono();

  const ask = <Schema extends v.GenericSchema>(request: OperateRequest, schema: Schema) =>
    askOperate(request, schema, connection);
  const show = (context: Context, title: string, main: Content, status: 200 | 404 | 409 | 502 = 200) =>
    context.html(renderFrame({ title, stack: connection.title, token, main }), status);

  app.use(securityHeaders);
  app.use(guard({ token, ...(key !== undefined && { key }) }));

  app.get('/', async (context) => {
    const { after, said: id } = v.parse(Query, context.req.query());
    const request = { action: 'list', which: 'open', ...(after !== undefined && { after }) } as const;
    const [list, counts] = await Promise.all([ask(request, Listed), ask({ action: 'counts' }, Counted)]);
    const view = { token, said: said.find(id), now: new Date() };
    return show(context, 'Hires', renderOverview(list, counts, view));
  });

  app.get('/hire', async (context) => {
    const { hire, said: id } = v.parse(Query, context.req.query());
    const shown = await ask({ action: 'show', hire }, Shown);
    const main = renderStory(shown.hire, { token, said: said.find(id), now: new Date() });
    return show(context, shown.hire.hire, main);
  });

  // An address must not stand in the address of a page, nor in the browser's history.
  app.post('/find', async (context) => {
    const { who } = v.parse(Search, await context.req.parseBody());
    if (who === '') return context.redirect('/', 303);
    const { hire } = await ask({ action: 'show', ...readWhom([who], {}) }, Shown);
    return context.redirect(`/hire?${new URLSearchParams({ hire: hire.hire })}`, 303);
  });

  app.post('/act', async (context) => {
    const { hire, ...outcome } = await press(await context.req.parseBody(), connection);
    const query = new URLSearchParams({ ...(hire !== undefined && { hire }), said: said.put(outcome) });
    return context.redirect(`${hire === undefined ? '/' : '/hire'}?${query}`, 303);
  });

  for (const [path, type] of Object.entries(files))
    app.get(path, async (context) => {
      const text = await readFile(new URL(`.${path}`, import.meta.url), 'utf8');
      return context.body(text, 200, { 'content-type': `${type}; charset=utf-8` });
    });

  app.notFound((context) => show(context, 'Not found', renderTrouble('There is no such page.'), 404));
  app.onError((error, context) => show(context, 'Not done', renderTrouble(explain(error)), statusOf(error)));
  return app;
}

function statusOf(error: Error): 404 | 409 | 502 {
  if (!(error instanceof NotDone)) return 502;
  return error.code === 'HIRE_UNKNOWN' ? 404 : 409;
}
