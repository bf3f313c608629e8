import * as v from 'valibot';
import { describe, matching, oneOf, section, trueOrFalse } from './settings.ts';

/** What a company's platform team asks of a stack before it lets it in: docs/platform.md. */

const listOf = (item: v.GenericSchema<string, string>, most: number, allowed: string) =>
  v.pipe(v.array(item, allowed), v.minLength(1, allowed), v.maxLength(most, allowed));

const subnets = 'a list of 1 to 16 ids of subnets, such as "subnet-0a1b2c3d4e5f60718"';
const securityGroups = 'a list of 1 to 5 ids of security groups, such as "sg-0a1b2c3d4e5f60718"';

/** What CloudWatch Logs allows. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const keyArn = 'the ARN of a key of KMS, arn:aws:kms:REGION:ACCOUNT:key/ID, and not of an alias';
const kmsKey = matching(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, keyArn);

export const platformSettings = {
  kmsKeyArn: v.pipe(
    v.optional(kmsKey),
    describe(
      'The ARN of your own KMS key. It encrypts queues, tables, topic, logs, secrets, schedules and the functions’ environment. The key has to be symmetric, and in the account and region of the stack. `npx cdk synth` prints the statements that its policy needs: docs/platform.md.',
    ),
  ),
  formerKmsKeyArns: v.pipe(
    v.optional(listOf(kmsKey, 5, `a list of 1 to 5 keys, each ${keyArn}`)),
    describe(
      'The keys that `kmsKeyArn` named before: what they have encrypted can still be read. Set it when you change `kmsKeyArn` or take it out: docs/platform.md.',
    ),
  ),
  vpc: v.pipe(
    v.optional(
      section({
        subnetIds: v.pipe(
          listOf(matching(/^subnet-[0-9a-f]{8,17}$/, subnets), 16, subnets),
          describe('Private subnets with a NAT gateway, best in two availability zones.'),
        ),
        securityGroupIds: v.pipe(
          listOf(matching(/^sg-[0-9a-f]{8,17}$/, securityGroups), 5, securityGroups),
          describe('They must let HTTPS out, and nothing in.'),
        ),
      }),
    ),
    describe(
      'The functions that call OneLogin and the HR systems run in this VPC. So the calls leave from an address that you know: docs/platform.md.',
    ),
  ),
  domain: v.pipe(
    v.optional(
      section({
        name: v.pipe(
          matching(
            /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
            'a domain in lower case, such as "hires.acme.com"',
          ),
          describe('The domain, such as hires.acme.com.'),
        ),
        certificateArn: v.pipe(
          matching(
            /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/,
            'the ARN of a certificate of ACM, arn:aws:acm:REGION:ACCOUNT:certificate/ID',
          ),
          describe('Its certificate of ACM, in the region of the stack.'),
        ),
      }),
    ),
    describe(
      'Your own domain for the webhooks. With it, the address that AWS gives is closed. The outputs say where the domain has to point: docs/platform.md.',
    ),
  ),
  tracing: v.pipe(
    v.optional(trueOrFalse, false),
    describe('Whether each run of a function is traced by X-Ray.'),
  ),
  logRetentionDays: v.pipe(
    v.optional(oneOf(retentionDays), 90),
    describe('For how many days logs are kept. They hold ids and codes, and no personal data.'),
  ),
};
