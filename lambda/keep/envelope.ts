import * as v from 'valibot';

/**
 * What CloudFormation sends for a custom resource
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html, read 2026-11). Anybody
 * with the `ResponseURL` can answer for the resource: it is never logged.
 */
export const Envelope = v.object({
  RequestType: v.picklist(['Create', 'Update', 'Delete']),
  ResponseURL: v.pipe(v.string(), v.url()),
  StackId: v.string(),
  RequestId: v.string(),
  LogicalResourceId: v.string(),
  PhysicalResourceId: v.optional(v.string()),
});
export type Envelope = v.InferOutput<typeof Envelope>;
