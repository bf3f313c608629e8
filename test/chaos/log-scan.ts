import { type LocalSecrets, readCredentials } from '../../local/local-secrets.ts';
import { readLogLine } from '../../local/log-line.ts';
import { namePart, sources } from './people.ts';

/** Reads every line that the functions write, and keeps none. */
export interface LogScan {
  read(line: string): void;
  lines(): number;
  /** What kind of thing stood in a line where it must not, and in lines with which message. */
  leaks(): string[];
  /** How often a hire was held back for the limit. */
  heldBack(): number;
  /** When a hire was reported as invited, or invited again, in milliseconds since 1970. */
  invitedAt(hire: string): readonly number[];
  /** Whether a change of this hire came before its announcement. */
  changedUnannounced(hire: string): boolean;
}

/** @param secrets of the run: no value of theirs may be in a line. */
export function createLogScan(secrets: LocalSecrets, stackName: string): LogScan {
  const { oneLogin, lookupKey, webhook, apiKey } = readCredentials(secrets, stackName);
  const values = [
    oneLogin?.clientSecret,
    lookupKey,
    ...Object.keys(sources).flatMap((source) => [webhook(source), apiKey(source)]),
  ].filter((value) => value !== undefined);
  const forbidden: Record<string, (line: string) => boolean> = {
    'an address': (line) => line.includes('@'),
    'a name': (line) => line.includes(namePart),
    'a record': (line) => line.includes('workEmail'),
    'a secret': (line) => line.includes('whsec_') || values.some((value) => line.includes(value)),
    // The sandbox's tokens have 64 digits; ids and hashes are shorter, but for the names of the bundles' folders.
    'a token': (line) => /(?<!asset\.)\b[0-9a-f]{64}\b/.test(line),
  };
  const leaks = new Set<string>();
  const invitedAt = new Map<string, number[]>();
  const unannounced = new Set<string>();
  let heldBack = 0;
  let lines = 0;

  return {
    read(line) {
      lines += 1;
      const parsed = readLogLine(line);
      for (const [what, isIn] of Object.entries(forbidden)) {
        if (isIn(line)) leaks.add(`${what} in a line “${parsed?.message ?? 'of another form'}”`);
      }
      if (parsed?.code === 'HELD_BACK' && parsed.message === 'hire waiting') heldBack += 1;
      if (parsed?.message === 'not announced as a hire') unannounced.add(parsed.hire ?? '');
      if (parsed?.code !== 'INVITED' || parsed.hire === undefined) return;
      if (parsed.message !== 'hire invited') return;
      const times = invitedAt.get(parsed.hire) ?? [];
      invitedAt.set(parsed.hire, [...times, Date.parse(parsed.timestamp)]);
    },
    lines: () => lines,
    leaks: () => [...leaks],
    heldBack: () => heldBack,
    invitedAt: (hire) => invitedAt.get(hire) ?? [],
    changedUnannounced: (hire) => unannounced.has(hire),
  };
}
