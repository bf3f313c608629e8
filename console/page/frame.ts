import { html } from 'hono/html';
import type { Said } from './said.ts';

/** A part of the page. Values in it were escaped. */
export type Content = ReturnType<typeof html>;

/** What a view needs besides its data. */
export interface View {
  /** Every form has it, so that only buttons of this page count. */
  token: string;
  said: Said | undefined;
  now: Date;
}

/** What is the same on all pages of a stack. */
export interface Frame {
  token: string;
  /** Which stack it is. */
  stack: string;
  /** The pages that there are: their paths, and how the menu calls them. */
  menu: ReadonlyMap<string, string>;
  /** A page that nothing happens on is brought up to date ever more rarely, down to once in so many seconds. */
  slowestSeconds: number;
}

/** One page in it. */
export interface Shown {
  path: string;
  title: string;
  main: Content;
  /** Whether the page is left as it is until somebody loads it again. */
  isStill: boolean;
}

/** Who is looked for is sent in a form: in an address, an e-mail would stay in the browser's history. */
export function renderFrame({ token, stack, menu, slowestSeconds }: Frame, shown: Shown): Content {
  const { path, title, main, isStill } = shown;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Hire Invites</title>
<link rel="stylesheet" href="/page.css">
${isStill ? '' : html`<script src="/page.js" defer data-slowest-seconds="${String(slowestSeconds)}"></script>`}
</head>
<body>
<header>
<p class="brand"><a href="/">Hire Invites</a></p>
<p class="stack">${stack.replace(/^Hire Invites /, '')}</p>
<form class="find" method="post" action="/find" role="search">
<input type="hidden" name="token" value="${token}">
<label for="who">Find a hire</label>
<input id="who" name="who" type="search" placeholder="id or e-mail" autocomplete="off">
<button>Find</button>
</form>
<nav aria-label="Pages"><ul>${[...menu].map(
    ([target, name]) =>
      html`<li><a href="${target}" ${target === path ? html`aria-current="page"` : ''}>${name}</a></li>`,
  )}</ul></nav>
</header>
<main>${main}</main>
<p id="news" class="unseen" role="status"></p>
</body>
</html>`;
}

/** What became of the last act. */
export function renderSaid(said: Said | undefined): Content {
  if (said === undefined) return html``;
  return html`<p role="${said.isDone ? 'status' : 'alert'}" class="said ${said.isDone ? 'done' : 'not-done'}">${said.text}</p>`;
}

export function renderTrouble(why: string): Content {
  return html`<h1>That did not work</h1><p role="alert" class="said not-done">${why}</p><p><a href="/">All hires</a></p>`;
}
