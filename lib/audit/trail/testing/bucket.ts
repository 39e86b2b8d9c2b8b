import { constants, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { stringToSign } from '../digest.ts';
import { readPublicKeys, type TrailPublicKeys } from '../public-keys.ts';
import type { TrailReader } from '../reader.ts';

export type StoredObject = { bytes: Buffer; metadata: Readonly<Record<string, string>> };
export type Bucket = Map<string, StoredObject>;

/** A bucket in memory. */
export const readerOf = (bucket: Bucket): TrailReader => ({
  async *list(prefix, after) {
    const keys = [...bucket.keys()].filter((key) => key.startsWith(prefix) && key > after);
    yield* keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  },
  read: async (key) => {
    const found = bucket.get(key);
    return found ? { kind: 'read', ...found } : { kind: 'missing' };
  },
});

/** A key pair as CloudTrail has one in each Region, and its entry in the answer of ListPublicKeys. */
export type SigningKey = {
  privateKey: KeyObject;
  fingerprint: string;
  listed: { Value: string; Fingerprint: string; ValidityStartTime: string; ValidityEndTime: string };
};

export function makeSigningKey(valid: { from: string; to: string }, type: 'pkcs1' | 'spki' = 'pkcs1'): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type, format: 'der' });
  const fingerprint = hash('md5', der);
  const listed = {
    Value: der.toString('base64'),
    Fingerprint: fingerprint,
    ValidityStartTime: valid.from,
    ValidityEndTime: valid.to,
  };
  return { privateKey, fingerprint, listed };
}

export const publicKeysOf = (...keys: SigningKey[]): TrailPublicKeys =>
  readPublicKeys({ PublicKeyList: keys.map(({ listed }) => listed) }).keys;

/** A digest's own fields, as they stand in the file. */
export type DigestFields = {
  awsAccountId: string;
  digestStartTime: string;
  digestEndTime: string;
  digestS3Bucket: string;
  digestS3Object: string;
  digestPublicKeyFingerprint: string;
  digestSignatureAlgorithm: string;
  newestEventTime: string | null;
  oldestEventTime: string | null;
  previousDigestS3Bucket: string | null;
  previousDigestS3Object: string | null;
  previousDigestHashValue: string | null;
  previousDigestHashAlgorithm: string | null;
  previousDigestSignature: string | null;
  logFiles: {
    s3Bucket: string;
    s3Object: string;
    hashValue: string;
    hashAlgorithm: string;
    newestEventTime: string;
    oldestEventTime: string;
  }[];
};

export const contentOf = (fields: DigestFields): Buffer => Buffer.from(JSON.stringify(fields));

/** A digest as CloudTrail delivers it, its signature in the metadata. */
export function signedDigest(
  fields: DigestFields,
  { privateKey }: SigningKey,
  metadata: Record<string, string> = {},
): StoredObject {
  const content = contentOf(fields);
  const text = stringToSign({
    endTime: fields.digestEndTime,
    place: `${fields.digestS3Bucket}/${fields.digestS3Object}`,
    contentHash: hash('sha256', content),
    previousSignature: fields.previousDigestSignature,
  });
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, padding: constants.RSA_PKCS1_PADDING });
  return {
    bytes: gzipSync(content),
    metadata: { signature: signature.toString('hex'), 'signature-algorithm': 'SHA256withRSA', ...metadata },
  };
}
