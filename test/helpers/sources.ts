import type { Source } from '../../config/source.ts';
import { type HmacScheme, isSigned, toHmacScheme } from '../../lambda/hr-systems/hmac-scheme.ts';
import { createConfiguration } from './configuration.ts';

/** A source as the configuration gives it to the functions, its preset and defaults filled in. */
export function createSource(said: { type: string } & Record<string, unknown>): Source {
  const source = createConfiguration({ sources: { hr: said } }).sources['hr'];
  if (source === undefined) throw new Error('no source');
  return source;
}

/** How a source's webhooks are signed, if that is its first way to authenticate. */
export function schemeOf({ authentication: [way] }: Source): HmacScheme {
  if (way === undefined || !isSigned(way)) throw new Error('no signed source');
  return toHmacScheme(way);
}

export const bambooHrSource = createSource({ type: 'bamboohr', company: 'acme' });

export const standardWebhooksSource = createSource({ type: 'standard-webhooks' });
