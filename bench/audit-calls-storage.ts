import { type CallRow, data, machines, people, type Said, shorts, type Values, work } from './audit-call.ts';
import { bucketName, keyArn, type Place, readObject, roleArn, writtenObject } from './audit-names.ts';

const object = (place: Place, { bucket, key }: { bucket: string; key: string }, transferred: Values): Said => {
  return {
    request: { bucketName: bucket, Host: `${bucket}.s3.${place.region}.amazonaws.com`, key },
    more: {
      additionalEventData: {
        ...{ SignatureVersion: 'SigV4', CipherSuite: 'TLS_AES_128_GCM_SHA256', ...transferred },
        ...{ AuthenticationMethod: 'AuthHeader', 'x-amz-id-2': place.dice.token(76) },
      },
    },
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/${key}` },
      { accountId: place.account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` },
    ],
  };
};
const got = (place: Place): Said =>
  object(place, readObject(place), { bytesTransferredIn: 0, bytesTransferredOut: place.dice.below(60_000_000) });
const put = (place: Place): Said => ({
  ...object(place, writtenObject(place), { bytesTransferredIn: place.dice.below(60_000_000), bytesTransferredOut: 0 }),
  response: { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': keyArn(place) },
});
const ofBucket =
  (parameter: string) =>
  (place: Place): Said => {
    const bucket = bucketName(place);
    return {
      request: { bucketName: bucket, Host: `${bucket}.s3.${place.region}.amazonaws.com`, [parameter]: '' },
      resources: [{ accountId: place.account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` }],
    };
  };

const keyed =
  (request: (place: Place) => Values) =>
  (place: Place): Said => {
    const ARN = keyArn(place);
    return { request: { keyId: ARN, ...request(place) }, resources: [{ accountId: place.account, type: 'AWS::KMS::Key', ARN }] };
  };
const context = (place: Place): Values => ({ encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${bucketName(place)}` } });
const decrypted = keyed((place) => ({ ...context(place), encryptionAlgorithm: 'SYMMETRIC_DEFAULT' }));

const s3 = shorts('s3');
const kms = shorts('kms');

export const storageRows: readonly CallRow[] = [
  s3.read('GetObject', 120, got, data),
  s3.read('HeadObject', 45, got, data),
  s3.write('PutObject', 60, put, data),
  s3.write('DeleteObject', 6, got, data),
  s3.read('GetBucketAcl', 10, ofBucket('acl')),
  s3.read('GetBucketLocation', 9, ofBucket('location')),
  s3.read('GetBucketPolicy', 4, ofBucket('policy')),
  s3.read('ListBuckets', 6, ({ region }) => ({ request: { Host: `s3.${region}.amazonaws.com` } }), people),
  kms.read('Decrypt', 80, decrypted, machines),
  kms.read(
    'GenerateDataKey',
    50,
    keyed((place) => ({ ...context(place), keySpec: 'AES_256' })),
    machines,
  ),
  kms.read('Encrypt', 8, decrypted, work),
  kms.read(
    'DescribeKey',
    12,
    keyed(() => ({})),
  ),
  kms.write(
    'CreateGrant',
    5,
    (place) => ({
      ...keyed((here) => ({
        granteePrincipal: roleArn(here),
        operations: ['Decrypt', 'GenerateDataKey', 'CreateGrant'],
        retiringPrincipal: `sagemaker.${here.region}.amazonaws.com`,
      }))(place),
      response: { grantId: place.dice.hex(16), keyId: keyArn(place) },
    }),
    machines,
  ),
  kms.write(
    'RetireGrant',
    4,
    ({ dice }) => ({ request: null, more: { additionalEventData: { grantId: dice.hex(16) } } }),
    machines,
  ),
];
