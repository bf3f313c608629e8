import * as v from 'valibot';

/** How `operate` asks `receive` about its secrets. API Gateway cannot send such an event: its own have other keys. */

export const AskSecrets = v.strictObject({ ask: v.literal('webhook-secrets') });
export type AskSecrets = v.InferOutput<typeof AskSecrets>;

/** The sources whose secret cannot be used, and why, without its value. */
export const SecretsAnswer = v.object({ unusable: v.record(v.string(), v.string()) });
export type SecretsAnswer = v.InferOutput<typeof SecretsAnswer>;
