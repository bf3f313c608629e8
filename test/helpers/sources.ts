import type { SourceOf } from '../../lambda/shared/configuration.ts';

/** Sources as the configuration gives them, defaults filled in. */
export const bambooHrSource: SourceOf<'bamboohr'> = {
  type: 'bamboohr',
  company: 'acme',
  toleranceSeconds: 24 * 60 * 60,
  refusalStatus: 401,
};

export const standardWebhooksSource: SourceOf<'standard-webhooks'> = {
  type: 'standard-webhooks',
  headers: { id: 'webhook-id', timestamp: 'webhook-timestamp', signature: 'webhook-signature' },
  toleranceSeconds: 5 * 60,
  refusalStatus: 401,
};
