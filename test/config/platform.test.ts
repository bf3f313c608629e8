import { expect, test } from '@jest/globals';
import { parseConfiguration } from '../../config/read-configuration.ts';

const smallest = {
  oneLogin: { host: 'acme.onelogin.com' },
  sources: { bamboohr: { type: 'bamboohr', company: 'acme' } },
};
const securityGroupIds = ['sg-0a1b2c3d4e5f60718'];
const certificateArn = 'arn:aws-cn:acm:cn-north-1:111122223333:certificate/1234abcd';

test('without them, nothing of it is on, and logs are kept for three months', () => {
  const { kmsKeyArn, formerKmsKeyArns, vpc, domain, tracing, logRetentionDays } =
    parseConfiguration(smallest);
  expect([kmsKeyArn, formerKmsKeyArns, vpc, domain]).toEqual(Array(4).fill(undefined));
  expect([tracing, logRetentionDays]).toEqual([false, 90]);
});

test.each([
  { kmsKeyArn: 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab' },
  { formerKmsKeyArns: ['arn:aws:kms:eu-central-1:111122223333:key/1234abcd'] },
  { vpc: { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds } },
  { domain: { name: 'hires.acme.com.cn', certificateArn } },
  { tracing: true },
  { logRetentionDays: 3653 },
])('%j is allowed', (settings) => {
  expect(parseConfiguration({ ...smallest, ...settings })).toMatchObject(settings);
});

test.each([
  [{ kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:alias/hires' }, 'and not of an alias'],
  [{ kmsKeyArn: '1234abcd-12ab-34cd-56ef-1234567890ab' }, 'the ARN of a key of KMS'],
  [{ formerKmsKeyArns: [] }, 'a list of 1 to 5 keys'],
  [{ vpc: { subnetIds: [], securityGroupIds } }, 'a list of 1 to 16 ids of subnets'],
  [{ vpc: { subnetIds: ['vpc-0a1b2c3d'], securityGroupIds } }, 'a list of 1 to 16 ids of subnets'],
  [{ vpc: { subnetIds: ['subnet-0a1b2c3d'] } }, 'vpc.securityGroupIds: is missing'],
  [{ domain: { name: '*.acme.com', certificateArn } }, 'a domain in lower case'],
  [{ domain: { name: 'https://hires.acme.com', certificateArn } }, 'a domain in lower case'],
  [{ domain: { name: 'hires.acme.com', certificateArn: 'arn:aws:iam::1:server-certificate/a' } }, 'of ACM'],
  [{ logRetentionDays: 100 }, 'one of 1, 3, 5, 7,'],
])('%j is refused, and what is allowed is said', (settings, allowed) => {
  expect(() => parseConfiguration({ ...smallest, ...settings })).toThrow(allowed);
});
