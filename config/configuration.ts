import * as v from 'valibot';
import { byHand } from '../lambda/hire/by-hand.ts';
import { toPlace } from '../lambda/hire/time-zone.ts';
import { timeZone } from './checks.ts';
import { platformSettings } from './platform.ts';
import { describe, matching, oneOf, section, trueOrFalse, wholeNumber } from './settings.ts';
import { Source } from './source.ts';

/**
 * What `hire-invites.json` holds once the presets of its sources are filled in: every key, its limits and its default.
 * The JSON schema that editors use for completion is generated from this one, so that each rule is written once.
 */

/** A source's key is part of a URL, a secret's name and an environment variable's: `HR_API_URL_<KEY>`. */
const SourceKey = matching(
  new RegExp(`^(?!${byHand}$)[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$`),
  `a source key of 1 to 40 lower-case letters, digits and inner hyphens, starting with a letter, other than "${byHand}"`,
);

/** Of a place, as an HR system writes it. */
const place = v.pipe(
  v.string('the name of a place'),
  v.check((name) => toPlace(name) !== '', 'the name of a place'),
  v.maxLength(200, 'the name of a place, of at most 200 characters'),
);

const sha256 = matching(/^[0-9a-f]{64}$/, 'a SHA-256 digest of 64 hexadecimal digits in lower case');

const httpsAddress = 'an https:// address of at most 300 characters, without "#"';

export const Configuration = v.pipe(
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
        'The first part of the names of the stack, its queues and its secrets. With two names, two stacks can live in one account.',
      ),
    ),
    adopt: v.pipe(
      v.optional(trueOrFalse, false),
      describe(
        'Has no effect any more. It made a deployment use what an earlier stack of this name left behind. `npm run deploy` now does that by itself.',
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
          'How the Authorization header of the invite call is written. OneLogin documents the form with the colon.',
        ),
      ),
      reservePercent: v.pipe(
        v.optional(wholeNumber(0, 90), 10),
        describe(
          'How much of OneLogin’s rate limit is left for the account’s other integrations, in percent.',
        ),
      ),
    }),
    sources: v.pipe(
      v.record(SourceKey, Source, 'an object with a key for each HR system'),
      v.minEntries(1, 'at least one source'),
      v.maxEntries(50, 'at most 50 sources'), // a source has three outputs, and a stack may have 200
      describe('The HR systems. A key is the last part of the webhook address: /webhooks/{key}.'),
    ),
    receive: v.optional(
      section({
        maxBodyBytes: v.pipe(
          v.optional(wholeNumber(1024, 6 * 1024 * 1024), 6 * 1024 * 1024),
          describe(
            'The largest webhook body, in bytes after decoding. Lambda’s own limit is 6 MB, or 4.5 MB if the body arrives as base64.',
          ),
        ),
        reservedConcurrency: v.pipe(
          v.optional(wholeNumber(1, 1000)),
          describe(
            'How many webhooks may be handled at once. The others are answered 503, and the HR system sends them again. If it is not set, the account’s limit applies. AWS keeps up to 100 runs free for all other functions. A new account has a limit of 10, so a deployment with this setting fails there.',
          ),
        ),
        proxyKeySha256: v.pipe(
          v.optional(
            v.pipe(
              v.array(sha256, 'a list of SHA-256 digests'),
              v.minLength(1, 'at least one digest'),
              v.maxLength(5, 'at most 5 digests'),
            ),
          ),
          describe(
            'The SHA-256 of the key that a proxy in front, such as CloudFront, adds to each request as the header X-Proxy-Key: docs/behind-a-proxy.md. A request without the key is refused, and `sourceNetworks` looks at the address that called the proxy. While you change the key, list the digests of the old and the new key.',
          ),
        ),
      }),
      {},
    ),
    invite: v.optional(
      section({
        sendTo: v.pipe(
          v.optional(oneOf(['personal-or-work', 'personal', 'work']), 'personal-or-work'),
          describe(
            'Which address the invite is mailed to. The OneLogin user is the one with the work address, or with the external id.',
          ),
        ),
        daysBeforeStart: v.pipe(
          v.optional(wholeNumber(0, 90), 0),
          describe(
            'How many days before the start date the invite is sent. OneLogin’s link is valid for 24 hours. Without a start date the invite is sent at once.',
          ),
        ),
        at: v.pipe(
          v.optional(
            matching(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day from "00:00" to "23:59"'),
            '08:00',
          ),
          describe(
            'The time of day at which it is sent. If the clocks skip that time, it is sent that much later; if they repeat it, the first time counts.',
          ),
        ),
        timeZone: v.pipe(
          v.optional(timeZone, 'UTC'),
          describe(
            'The time zone of `invite.at`, by its IANA name. It is that of every hire of whom `employee.timeZone` says no other.',
          ),
        ),
        timeZones: v.pipe(
          v.optional(
            v.pipe(
              v.record(place, timeZone, 'an object with a time zone for each place'),
              v.maxEntries(1000, 'at most 1000 places'),
              v.check(
                (zones) => new Set(Object.keys(zones).map(toPlace)).size === Object.keys(zones).length,
                'each place once (upper or lower case)',
              ),
            ),
            {},
          ),
          describe(
            'The time zones of places, if `employee.timeZone` finds an office or a city: {"Berlin office": "Europe/Berlin"}. Upper or lower case does not matter.',
          ),
        ),
        weekends: v.pipe(
          v.optional(oneOf(['send', 'friday-before', 'monday-after']), 'send'),
          describe('What happens to an invite that would be sent on a Saturday or Sunday.'),
        ),
        followUps: v.pipe(
          v.optional(wholeNumber(0, 10), 1),
          describe(
            'How many times the invite is sent again. Each time the link has expired and the person is still not active. It goes out at `invite.at`, and on a weekend on the Monday after unless `invite.weekends` is `send`.',
          ),
        ),
        tellIfNotActiveAfterDays: v.pipe(
          v.optional(wholeNumber(1, 90), 3),
          describe(
            'A person is told about a hire whose account is not active this many days after the last mail and after the start date.',
          ),
        ),
        neverSignedIn: v.pipe(
          v.optional(oneOf(['tell', 'invite']), 'tell'),
          describe(
            'What happens to a person whose OneLogin account was switched on for them, but who has never signed in and has no password: `tell` waits and then tells a person, `invite` sends the invite.',
          ),
        ),
        maxFirstMailsPerDay: v.pipe(
          v.optional(wholeNumber(1, 1_000_000), 1000),
          describe(
            'How many first mails, and mails to corrected addresses, may go out in a day (UTC). Beyond it, everything pauses and a person is told: a first synchronisation or a leaked secret must not mail a whole company.',
          ),
        ),
        dryRun: v.pipe(
          v.optional(trueOrFalse, false),
          describe(
            'Do everything except send, and log what would have been done. Once this is switched off, hires that are due are invited within about an hour.',
          ),
        ),
        maxConcurrency: v.pipe(
          v.optional(wholeNumber(2, 1000), 2),
          describe('How many batches of hires are processed at the same time.'),
        ),
      }),
      {},
    ),
    sweep: v.optional(
      section({
        everyHours: v.pipe(
          v.optional(wholeNumber(0, 24), 6),
          describe(
            'How often, in hours, the sweep asks the HR systems for hires that no webhook announced. 0 means never.',
          ),
        ),
        daysBack: v.pipe(
          v.optional(wholeNumber(0, 90), 3),
          describe('The sweep looks for people who started up to this many days ago.'),
        ),
        daysAhead: v.pipe(
          v.optional(wholeNumber(0, 90), 14),
          describe(
            'The sweep looks for people who start within this many days plus `invite.daysBeforeStart`.',
          ),
        ),
        oneLogin: v.pipe(
          v.optional(oneOf(['tell', 'off']), 'tell'),
          describe(
            'Whether the sweep also asks OneLogin for users whom nobody announced and nobody invited. `tell` tells a person of each, once, when the user is two days old. Nobody is invited by it.',
          ),
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
            'How long a hire waits after its first, second, ... failed attempt, in seconds. The last value is used for all later attempts.',
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
            'How long a hire is tried, in hours, before it goes to the dead-letter queue. The time counts from the first attempt once the invite is due.',
          ),
        ),
        askAfterSeconds: v.pipe(
          v.optional(wholeNumber(0, 24 * 60 * 60), 600),
          describe(
            'How long to wait, in seconds, after a send without a clear answer. Then OneLogin is asked whether the invite went out.',
          ),
        ),
      }),
      {},
    ),
    alarms: v.optional(
      section({
        email: v.pipe(
          v.optional(v.pipe(v.string('an e-mail address'), v.email('an e-mail address'))),
          describe('The address that alarms are mailed to. AWS asks it to confirm first.'),
        ),
        waitingHours: v.pipe(
          v.optional(wholeNumber(1, 90 * 24), 48),
          describe('A hire that has been waiting for this many hours raises an alarm.'),
        ),
        refusedSignaturesPer5Minutes: v.pipe(
          v.optional(wholeNumber(1, 100_000), 1),
          describe('How many refused webhooks within five minutes raise an alarm.'),
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
    events: v.pipe(
      v.optional(trueOrFalse, false),
      describe(
        'Send events to the account’s default EventBridge bus, so that other tools can do something when a hire is invited, activated or cancelled, or needs a hand: docs/events.md.',
      ),
    ),
    ...platformSettings,
  }),
  v.title('Hire Invites configuration'),
);

export type Configuration = v.InferOutput<typeof Configuration>;
