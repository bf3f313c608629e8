import * as v from 'valibot';

/** The custom resources of the template, and what their properties say. */

/** CloudFormation adds properties of its own. */
const KeptSecret = v.object({
  ResourceType: v.literal('Custom::KeptSecret'),
  ResourceProperties: v.object({
    SecretName: v.string(),
    /** The keys of its JSON that a person has to fill in. */
    Placeholders: v.optional(v.array(v.string()), []),
    /** The keys of its JSON that get a random value. */
    Random: v.optional(v.array(v.string()), []),
    /** The key that encrypts it, as Secrets Manager takes it. Absent: the key that it has, or one of AWS. */
    KmsKeyId: v.optional(v.string()),
  }),
});

const KeptIndex = v.object({
  ResourceType: v.literal('Custom::KeptIndex'),
  ResourceProperties: v.object({
    TableName: v.string(),
    IndexName: v.string(),
    PartitionKey: v.string(),
    SortKey: v.string(),
  }),
});

/** What is to be there: a secret, or an index of a table. */
export const Kept = v.variant('ResourceType', [KeptSecret, KeptIndex]);
export type Kept = v.InferOutput<typeof Kept>;

/** As the template writes them. */
export type KeptSecretProperties = v.InferInput<typeof KeptSecret>['ResourceProperties'];
export type KeptIndexProperties = v.InferInput<typeof KeptIndex>['ResourceProperties'];
export type KeptSecret = v.InferOutput<typeof KeptSecret>;
export type KeptIndex = v.InferOutput<typeof KeptIndex>;
