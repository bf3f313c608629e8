import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { BodyFormat, Source } from '../../config/source.ts';
import type { HrSystem } from '../hr-systems/hr-system.ts';
import type { Way } from './ways.ts';

/** A webhook, as the HR system sent it. */
export interface Webhook {
  /** API Gateway's id. It ties together the sender's answer, the logs and the queue message. */
  requestId: string;
  /** When API Gateway received it, in milliseconds since 1970. What HR says without a date counts by that. */
  receivedAt: number;
  /** The source's key in the configuration. */
  source: string;
  settings: Source;
  hr: HrSystem;
  /** How the webhook may prove where it comes from: one of these is enough. */
  ways: readonly Way[];
  isAllowedFrom: (address: string) => boolean;
  method: string;
  /** The parameters of the address. */
  query: URLSearchParams;
  sourceIp: string;
  /** Header names in lower case; the values of a repeated header are joined with `,`. */
  headers: Record<string, string>;
  /** The bytes as they came over the wire. The signature covers them. */
  rawBody: Buffer;
}

/** What the steps of `receive` pass on to each other. */
export interface WebhookEvent {
  webhook: Webhook;
  /** Only the content type for the parser, because the webhook's own headers may be wrong about it. */
  headers: { 'content-type'?: string };
  /** In which format the body is, once it is known. */
  format?: BodyFormat;
  /** What the bytes say, once they are parsed. JSON stands here as text before that. */
  body: unknown;
}

export type Answer = APIGatewayProxyStructuredResultV2;

/** What is known about a webhook when a step refuses it. */
export interface Received extends Record<string, unknown> {
  requestId?: string;
  webhook?: Webhook;
}

/** One step on the path of a webhook: it lets the webhook go on, answers it, or throws a Refusal. */
export type Step = MiddlewareObj<WebhookEvent, Answer, Error, Context, Received>;
