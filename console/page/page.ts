import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { Checked, Counted, DeadLettersSeen, Exported, Listed, Shown } from '../../lambda/operate/answer.ts';
import { type OperateRequest, readWho } from '../../lambda/operate/request.ts';
import type { Workbench } from '../../local/workbench.ts';
import { askOperate } from '../ask-operate.ts';
import { explain, NotDone } from '../command.ts';
import type { Connection } from '../connection.ts';
import { exportToCsv } from '../export-to-csv.ts';
import { askPages, listHires } from '../hires/pages.ts';
import { createCounts } from './counts.ts';
import { renderDeadLetters } from './dead-letters.ts';
import { renderDoctor } from './doctor.ts';
import { type Content, renderFrame, renderTrouble, type View } from './frame.ts';
import { guard, securityHeaders } from './guard.ts';
import { renderInvite } from './invite.ts';
import { renderLocal } from './local.ts';
import { renderOverview } from './overview.ts';
import { type Outcome, press, storyOf } from './press.ts';
import { createSaid } from './said.ts';
import { renderStory } from './story.ts';
import { renderTomorrow } from './tomorrow.ts';
import { work } from './work.ts';

/**
 * The page for the person on call: who needs a hand, who waits, one hire's story, and a button for each thing that can
 * be done. It only asks `operate`, and for the sandboxes of a stack on this machine, the workbench. It works without
 * JavaScript; `page.js` keeps it up to date.
 */

export interface PageOptions {
  /** The stack that the page is about. */
  connection: Connection;
  /** If it is given, only a browser that has opened the page with `?key=` may see it. */
  key?: string;
  /** The sandboxes and the clock of a stack on this machine. */
  workbench?: Workbench | undefined;
}

const menu = {
  '/': 'Hires',
  '/tomorrow': 'Tomorrow',
  '/dead-letters': 'Dead letters',
  '/invite': 'Invite',
  '/doctor': 'Check',
  '/hires.csv': 'Export',
} as const;
const localMenu = { '/local': 'Sandbox' } as const;

const files = { '/page.css': 'text/css', '/page.js': 'text/javascript' };

/** The paths that the page answers. */
export const pagePaths: readonly string[] = [
  ...Object.keys({ ...menu, ...localMenu, ...files }),
  '/hire',
  '/find',
  '/act',
];

/** They stay as they are: somebody writes on them, or each look asks OneLogin or reads the whole table. */
const stillPages: readonly string[] = ['/invite', '/doctor', '/hires.csv'];

/** On AWS every look costs a little, so one that nobody needs is made rarely. */
const slowestSeconds = { onAws: 60, here: 5 } as const;

const Query = v.object({
  /** Where the page before has ended. */
  after: v.optional(v.string()),
  hire: v.optional(v.string(), ''),
  /** What became of the last act. */
  said: v.optional(v.string(), ''),
});

const Search = v.object({ who: v.optional(v.pipe(v.string(), v.trim()), '') });

export function createPage({ connection, key, workbench }: PageOptions): Hono {
  const token = randomBytes(24).toString('base64url');
  const said = createSaid();
  const app = new Hono();
  const slowest = connection.isOnAws ? slowestSeconds.onAws : slowestSeconds.here;
  const frame = {
    token,
    stack: connection.title,
    menu: new Map(Object.entries({ ...menu, ...(workbench && localMenu) })),
    slowestSeconds: slowest,
  };

  const ask = <Schema extends v.GenericSchema>(request: OperateRequest, schema: Schema) =>
    askOperate(request, schema, connection);
  const countsOf = createCounts(() => ask({ action: 'counts' }, Counted), slowest * 1000);
  const show = (
    context: Context,
    { status = 200, ...shown }: { title: string; main: Content; status?: Status },
  ) => {
    const { path } = context.req;
    return context.html(renderFrame(frame, { path, isStill: stillPages.includes(path), ...shown }), status);
  };
  const readQuery = (context: Context) => v.parse(Query, context.req.query());
  const viewOf = (context: Context): View => ({
    token,
    said: said.find(readQuery(context).said),
    now: connection.now(),
  });
  const sayOn = (context: Context, { page, ...outcome }: Outcome) =>
    context.redirect(`${page}${page.includes('?') ? '&' : '?'}said=${said.put(outcome)}`, 303);

  app.use(securityHeaders);
  app.use(guard({ token, ...(key !== undefined && { key }) }));

  app.get('/', async (context) => {
    const { after } = readQuery(context);
    const view = viewOf(context);
    const open = await ask({ action: 'list', which: 'open', ...(after !== undefined && { after }) }, Listed);
    const main = renderOverview(open, await countsOf(open, view.now), view);
    return show(context, { title: 'Hires', main });
  });

  app.get('/tomorrow', async (context) => {
    const main = renderTomorrow(await listHires('tomorrow', connection), viewOf(context));
    return show(context, { title: 'Tomorrow', main });
  });

  app.get('/dead-letters', async (context) => {
    const [seen, needing] = await Promise.all([
      ask({ action: 'dead-letters' }, DeadLettersSeen),
      listHires('needs-hand', connection),
    ]);
    const parked = needing.filter(({ state }) => state === 'parked');
    return show(context, { title: 'Dead letters', main: renderDeadLetters(seen, parked, viewOf(context)) });
  });

  app.get('/invite', (context) => show(context, { title: 'Invite', main: renderInvite(viewOf(context)) }));

  app.get('/doctor', async (context) => {
    const main = renderDoctor(await ask({ action: 'check' }, Checked));
    return show(context, { title: 'Check', main });
  });

  // It is read to its end first: a part of it must not be taken for the whole.
  app.get('/hires.csv', async (context) => {
    const lines: string[] = [];
    for await (const line of exportToCsv(askPages({ action: 'export' }, Exported, connection)))
      lines.push(line);
    context.header('content-type', 'text/csv; charset=utf-8');
    context.header('content-disposition', 'attachment; filename="hires.csv"');
    return context.body(lines.join(''));
  });

  app.get('/hire', async (context) => {
    const { hire } = await ask({ action: 'show', hire: readQuery(context).hire }, Shown);
    return show(context, { title: hire.hire, main: renderStory(hire, viewOf(context)) });
  });

  // An address must not stand in the address of a page, nor in the browser's history.
  app.post('/find', async (context) => {
    const { who } = v.parse(Search, await context.req.parseBody());
    if (who === '') return context.redirect('/', 303);
    const { hire } = await ask({ action: 'show', ...readWho(who) }, Shown);
    return context.redirect(storyOf(hire.hire), 303);
  });

  app.post('/act', async (context) => sayOn(context, await press(await context.req.parseBody(), connection)));

  if (workbench !== undefined) {
    app.get('/local', async (context) =>
      show(context, { title: 'Sandbox', main: renderLocal(workbench, viewOf(context)) }),
    );
    app.post('/local', async (context) =>
      sayOn(context, { page: '/local', ...(await work(await context.req.parseBody(), workbench)) }),
    );
  }

  for (const [path, type] of Object.entries(files))
    app.get(path, async (context) => {
      const text = await readFile(new URL(`.${path}`, import.meta.url), 'utf8');
      return context.body(text, 200, { 'content-type': `${type}; charset=utf-8` });
    });

  const trouble = (context: Context, title: string, why: string, status: Status) =>
    show(context, { title, main: renderTrouble(why), status });
  app.notFound((context) => trouble(context, 'Not found', 'There is no such page.', 404));
  app.onError((error, context) => trouble(context, 'Not done', explain(error), statusOf(error)));
  return app;
}

type Status = 200 | 404 | 409 | 502;

function statusOf(error: Error): Status {
  if (!(error instanceof NotDone)) return 502;
  return error.code === 'HIRE_UNKNOWN' ? 404 : 409;
}
