import * as v from 'valibot';

/** What is kept of a OneLogin user: who invites them, and the last mail. It holds only ids, times and pseudonyms. */
export const UserNote = v.object({
  /**
   * The user's id in OneLogin; or `mail:` and the pseudonym of an address, or `external:` and that of an external id,
   * which name only the hire.
   */
  user: v.string(),
  /** The key of the hire that claimed the user last, and so may invite. */
  hire: v.string(),
  /** When the user was last mailed, in milliseconds since 1970. Absent in rows of earlier versions. */
  mailedAt: v.optional(v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse), v.number())),
  /** The pseudonym of the address that the mail went to. */
  mailedTo: v.optional(v.string()),
  version: v.number(),
  writer: v.string(),
  /** Seconds since 1970. DynamoDB deletes the row some time after. */
  expiresAt: v.number(),
});
export type UserNote = v.InferOutput<typeof UserNote>;
