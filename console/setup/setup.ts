import type { Configuration } from '../../config/configuration.ts';
import type { LocalSecrets } from '../../local/local-secrets.ts';
import type { SampleSent } from '../../local/requests.ts';
import type { Connection } from '../connection.ts';
import type { Asker } from './asker.ts';
import type { SecretStore } from './secret-store.ts';

/** One run of `npm run setup`. */
export interface Setup {
  /** The configuration file. */
  file: string;
  place: Place;
  /** Undefined if nobody sits at a terminal. */
  asker: Asker | undefined;
  /** The answers that were given as flags, by the name of the flag. */
  answers: Readonly<Record<string, string | undefined>>;
  /** The secrets that were given, by their names. Undefined if none were given. */
  secrets: LocalSecrets | undefined;
  /** Whether new rights may be granted without asking. */
  isApproved: boolean;
  waits: boolean;
  /** What turns out not to be right, though the next step makes sense all the same: a sentence each. */
  faults: string[];
  say: (text: string) => void;
}

/** One step. Each can be run alone, and again. */
export interface Step {
  /** What it does, in one line. */
  title: string;
  /** @throws NotDone if the next step makes no sense without this one. */
  run: (setup: Setup) => Promise<void>;
}

/** Where the stack is set up: on AWS, or on this machine. */
export interface Place {
  isOnAws: boolean;
  /** Brings the stack there up to date with the configuration. */
  deploy: (configuration: Configuration, setup: Setup) => Promise<void>;
  /** The address that the HR system is given; undefined if it is not known here. */
  addressOf: (source: string) => string | undefined;
  connect: (configuration: Configuration) => Promise<Connection>;
  secrets: () => SecretStore;
  /** Where OneLogin and the HR systems answer, if it is not at their own addresses. */
  oneLoginUrl: () => string | undefined;
  hrApiUrl: (source: string) => string | undefined;
  /** Whether the HR system's API can be asked from here. */
  hasHrApi: (source: string) => boolean;
  /** What a sandbox accepts as this secret. */
  sampleOf: (secret: string) => string | undefined;
  /** Sends a sample hire. Absent where only the HR system itself can send one. */
  sendSample?: (source: string, employeeId: string) => Promise<SampleSent>;
  /** What to do after the last step. @param goesOn as for `close`. */
  sayNext: (configuration: Configuration, goesOn: boolean) => string[];
  /** Ends what was started here, unless it goes on for the person at the terminal. */
  close: (goesOn: boolean) => Promise<void>;
}
