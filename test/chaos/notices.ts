import type { PublishedNotice } from '../../local/aws/sns.ts';
import type { Fate } from './fates.ts';

/** A notice has a part for each code: a line for the code, one for each hire, and one for those that it left out. */
const codeLine = /^[A-Z_]+ \((parked|not activated)\)$/;
const hireLine = /^ {2}([a-z-]+) (\S+?)(?:,.*)?$/;
const moreLine = /^ {2}and (\d+) more$/;

const kinds: Partial<Record<Fate['is'], string>> = { parked: 'parked', 'not-activated': 'not activated' };

/** The hires that need a hand, and that no notice has named. A long notice only counts some; these count as named. */
export function findUntold(fates: ReadonlyMap<string, Fate>, notices: readonly PublishedNotice[]): string[] {
  const named = new Set<string>();
  const counted = new Map<string, number>();
  for (const { text } of notices) {
    let kind: string | undefined;
    for (const line of text.split('\n')) {
      kind = line.startsWith('  ') ? kind : codeLine.exec(line)?.[1];
      if (kind === undefined) continue;
      const [, more] = moreLine.exec(line) ?? [];
      const [, source, employeeId] = hireLine.exec(line) ?? [];
      if (more !== undefined) counted.set(kind, (counted.get(kind) ?? 0) + Number(more));
      else named.add(`${kind} ${source}//${employeeId}`);
    }
  }
  return Object.entries(kinds).flatMap(([is, kind]) => {
    const unnamed = [...fates].filter(([hire, fate]) => fate.is === is && !named.has(`${kind} ${hire}`));
    return unnamed.length <= (counted.get(kind) ?? 0) ? [] : unnamed.map(([hire]) => hire);
  });
}
