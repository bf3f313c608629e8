import { expect } from '@jest/globals';
import axe from 'axe-core';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import * as v from 'valibot';
import { hangsAfterMs } from '../helpers/hangs-after.ts';

/** A real Chromium that looks at a page of ours. */

export async function startBrowser(url: string) {
  const contexts: BrowserContext[] = [];
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  return {
    async open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser.newContext(options);
      contexts.push(context);
      context.setDefaultTimeout(hangsAfterMs);
      const page = await context.newPage();
      await page.goto(`${url}${path}`);
      return page;
    },
    /** After each test. */
    async closePages(): Promise<void> {
      for (const context of contexts.splice(0)) await context.close();
    },
    close: () => browser.close(),
  };
}

const Checked = v.object({
  violations: v.array(v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string() })) })),
});

/** Nothing on the page keeps anybody out. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = v.parse(Checked, await page.evaluate('axe.run()'));
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** Nothing has to be scrolled sideways. */
export async function expectFits(page: Page): Promise<void> {
  const [scrolled, width] = v.parse(
    v.tuple([v.number(), v.number()]),
    await page.evaluate('[document.documentElement.scrollWidth, innerWidth]'),
  );
  expect(scrolled).toBe(width);
}
