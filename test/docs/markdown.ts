import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The documents of the repository, and what the tests read out of them. */

const root = fileURLToPath(new URL('../..', import.meta.url));

export const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).sort();

/** @param file relative to the repository. */
export function read(file: string): string {
  return readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
}

/** A document without its code blocks. */
export function withoutCode(markdown: string): string {
  return markdown.replace(/^ *```.*?^ *```$/gms, '');
}

/** The blocks of code in a language, each without the indentation of the list that it stands in. */
export function codeIn(markdown: string, language: string): string[] {
  const blocks = markdown.matchAll(new RegExp(`^( *)\`\`\`${language}\n(.*?)^ *\`\`\`$`, 'gms'));
  return Array.from(blocks, ([, indent = '', code = '']) =>
    code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

/** What stands under a heading of the second level, until the next one; empty if there is no such heading. */
export function partUnder(heading: string, markdown: string): string {
  const parts = markdown.split(/^## /m).slice(1);
  return parts.find((part) => part.startsWith(`${heading}\n`))?.slice(heading.length) ?? '';
}

/** The rows of its tables that begin with `code`. */
export function rowsIn(markdown: string): string[] {
  return markdown.match(/^\| `.*\|$/gm) ?? [];
}

/** What GitHub makes of each heading, so that a link can lead to it. */
export function anchorsIn(markdown: string): string[] {
  const headings = [...withoutCode(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

/** Where the document leads to: its links and pictures, without those to other sites. */
export function relativeLinksIn(markdown: string): string[] {
  const targets = [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)];
  return targets.map(([, link, attribute]) => link ?? attribute ?? '').filter((link) => !/^\w+:/.test(link));
}
