import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Source } from '../../config/source.ts';
import type { HrSystem } from '../hr-systems/hr-system.ts';
import type { Way } from './ways.ts';

/** A webhook, as the HR system sent it. */
export interface Webhook {
  /** API Gateway's, by which the sender's answer, the logs and the queue message are tied together. */
  requestId: string;
  /** The source's key in the configuration. */
  source: string;
  settings: Source;
  hr: HrSystem;
  /** How it may prove where it comes from: one of these. */
  ways: readonly Way[];
  isAllowedFrom: (address: string) => boolean;
  method: string;
  sourceIp: string;
  /** Names in lower case; the values of a repeated header joined with `,`. */
  headers: Record<string, string>;
  /** The bytes as they came over the wire: the signature is over them. */
  rawBody: Buffer;
}

/** What the steps of `receive` hand on to each other. */
export interface WebhookEvent {
  webhook: Webhook;
  /** Only the content type by which the body is parsed: what the webhook's own headers say of it may be wrong. */
  headers: { 'content-type'?: string };
  /** The text that is to be parsed, then what it says. */
  body: unknown;
}

export type Answer = APIGatewayProxyStructuredResultV2;

/** What is known of a webhook when a step refuses it. */
export interface Received extends Record<string, unknown> {
  requestId?: string;
  webhook?: Webhook;
}

/** One step on the way of a webhook: it goes on, answers, or throws a Refusal. */
export type Step = MiddlewareObj<WebhookEvent, Answer, Error, Context, Received>;
