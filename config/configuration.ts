import * as v from 'valibot';
import { describe, matching, oneOf, section, trueOrFalse, wholeNumber } from './settings.ts';
import type { Source } from './source.ts';

/**
 * What stands in `hire-invites.json` once the presets of its sources are filled in: every key, its limits and its
 * default. The JSON schema that editors complete from is generated out of this one, so that each rule is written once.
 */

/** A source's key is part of a URL, a secret's name and an environment variable's: `HR_API_URL_<KEY>`. */
const SourceKey = matching(
  /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
  'a source key of 1 to 40 lower-case letters, digits and inner hyphens, a letter first',
);

const httpsAddress = 'an https:// address of at most 300 characters, without "#"';

/** What is checked of a configuration once, at synth, and not at every cold start. */
export interface ConfigurationChecks {
  /** A source, its preset filled in. */
  source: v.GenericSchema<unknown, Source>;
  /** A time zone by its IANA name. */
  timeZone: v.GenericSchema<string>;
}

/** The functions take only its type: it is checked when they are bundled. */
export const createConfigurationSchema = ({ source, timeZone }: ConfigurationChecks) =>
  v.pipe(
    section({
      $schema: v.optional(v.string('the path of the JSON schema')),
      name: v.pipe(
        v.optional(
          matching(
            /^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/,
            'a name of 1 to 30 lower-case letters, digits and inner hyphens',
          ),
          'hire-invites',
        ),
        describe(
          'Begins the names of the stack, its queues and its secrets, so that two can live in one account.',
        ),
      ),
      adopt: v.pipe(
        v.optional(trueOrFalse, false),
        describe(
          'Use the secrets and the hires table that an earlier stack of this name left, instead of creating them.',
        ),
      ),
      oneLogin: section({
        host: v.pipe(
          matching(
            /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.onelogin\.com$/i,
            'a host such as "acme.onelogin.com", without https:// and path',
          ),
          describe('Your OneLogin host, such as acme.onelogin.com.'),
        ),
        inviteAuthorization: v.pipe(
          v.optional(oneOf(['bearer:<token>', 'bearer <token>']), 'bearer:<token>'),
          describe(
            'How the invite call writes its Authorization header. OneLogin documents the one with the colon.',
          ),
        ),
        reservePercent: v.pipe(
          v.optional(wholeNumber(0, 90), 10),
          describe(
            'How much of OneLogin’s limit of calls is left to the account’s other integrations, in percent.',
          ),
        ),
      }),
      sources: v.pipe(
        v.record(SourceKey, source, 'an object with a key for each HR system'),
        v.minEntries(1, 'at least one source'),
        v.maxEntries(50, 'at most 50 sources'), // three outputs each, of the 200 that a stack may have
        describe('The HR systems. A key is the last part of the webhook address: /webhooks/{key}.'),
      ),
      receive: v.optional(
        section({
          maxBodyBytes: v.pipe(
            v.optional(wholeNumber(1024, 6 * 1024 * 1024), 6 * 1024 * 1024),
            describe(
              'The largest webhook body, in decoded bytes. Lambda itself takes 6 MB, 4.5 MB of a body it gets as base64.',
            ),
          ),
          reservedConcurrency: v.pipe(
            v.optional(wholeNumber(1, 1000)),
            describe(
              'At most so many webhooks at once; the rest is told 503 and sends again. Without it, the account’s limit.',
            ),
          ),
        }),
        {},
      ),
      invite: v.optional(
        section({
          sendTo: v.pipe(
            v.optional(oneOf(['personal-or-work', 'personal', 'work']), 'personal-or-work'),
            describe('Where the invite is mailed. OneLogin’s login stays the work address.'),
          ),
          daysBeforeStart: v.pipe(
            v.optional(wholeNumber(0, 90), 0),
            describe(
              'How many days before the start date the invite goes. OneLogin’s link lives 24 hours. Without a start date it goes at once.',
            ),
          ),
          at: v.pipe(
            v.optional(
              matching(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day from "00:00" to "23:59"'),
              '08:00',
            ),
            describe(
              'The time of that day. Where clocks skip it, it is as much later; where they repeat it, the first.',
            ),
          ),
          timeZone: v.pipe(
            v.optional(timeZone, 'UTC'),
            describe('The time zone of that time, by its IANA name.'),
          ),
          weekends: v.pipe(
            v.optional(oneOf(['send', 'friday-before', 'monday-after']), 'send'),
            describe('What becomes of an invite that would go on a Saturday or Sunday.'),
          ),
          followUps: v.pipe(
            v.optional(wholeNumber(0, 10), 1),
            describe(
              'How often the invite is sent again, each time when the link has lapsed and the person is still not active.',
            ),
          ),
          dryRun: v.pipe(
            v.optional(trueOrFalse, false),
            describe(
              'Do everything but send, and say what would have been done. Switched off, hires that are due go within about an hour.',
            ),
          ),
          maxConcurrency: v.pipe(
            v.optional(wholeNumber(2, 1000), 2),
            describe('How many batches of hires are worked on at once.'),
          ),
        }),
        {},
      ),
      sweep: v.optional(
        section({
          everyHours: v.pipe(
            v.optional(wholeNumber(0, 24), 6),
            describe(
              'How often the HR systems that can be asked are searched for hires that no webhook announced, in hours. 0: never.',
            ),
          ),
          daysBack: v.pipe(
            v.optional(wholeNumber(0, 90), 3),
            describe('Who started up to so many days ago is looked for.'),
          ),
          daysAhead: v.pipe(
            v.optional(wholeNumber(0, 90), 14),
            describe('Who starts in up to so many days, and `invite.daysBeforeStart`, is looked for.'),
          ),
        }),
        {},
      ),
      retry: v.optional(
        section({
          afterSeconds: v.pipe(
            v.optional(
              v.pipe(
                v.array(wholeNumber(0, 30 * 24 * 60 * 60), 'a list of seconds'),
                v.minLength(1, 'a list of at least one'),
                v.maxLength(50, 'a list of at most 50'),
              ),
              [30, 120, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400],
            ),
            describe(
              'How long a hire waits after its first, second, ... failed attempt, in seconds. The last repeats.',
            ),
          ),
          forHours: v.pipe(
            v.optional(
              v.pipe(
                v.number('hours from 0 to 2160 (90 days)'),
                v.minValue(0, 'hours from 0 to 2160 (90 days)'),
                v.maxValue(90 * 24, 'hours from 0 to 2160 (90 days)'),
              ),
              96,
            ),
            describe(
              'How long a hire is tried, in hours from its first attempt at its moment, before it goes to the dead-letter queue.',
            ),
          ),
          askAfterSeconds: v.pipe(
            v.optional(wholeNumber(0, 24 * 60 * 60), 600),
            describe(
              'After a send with no clear answer: how long to wait, in seconds, before OneLogin is asked whether it went out.',
            ),
          ),
        }),
        {},
      ),
      alarms: v.optional(
        section({
          email: v.pipe(
            v.optional(v.pipe(v.string('an e-mail address'), v.email('an e-mail address'))),
            describe('Who is mailed when an alarm rises. AWS sends a confirmation first.'),
          ),
          waitingHours: v.pipe(
            v.optional(wholeNumber(1, 90 * 24), 48),
            describe('After how many hours a hire that still waits raises an alarm.'),
          ),
          refusedSignaturesPer5Minutes: v.pipe(
            v.optional(wholeNumber(1, 100_000), 1),
            describe('How many webhooks with a wrong signature, in five minutes, raise an alarm.'),
          ),
          runbookUrl: v.pipe(
            v.optional(
              v.pipe(
                matching(/^https:\/\/[^\s#]+$/, httpsAddress),
                v.maxLength(300, httpsAddress), // an alarm's description has room for 1,024
              ),
            ),
            describe(
              'The address of your copy of docs/operate.md. Each alarm then links to its heading there instead of naming it.',
            ),
          ),
        }),
        {},
      ),
    }),
    v.title('Hire Invites configuration'),
  );

export type Configuration = v.InferOutput<ReturnType<typeof createConfigurationSchema>>;
