import { hash } from 'node:crypto';
import { z } from 'zod';

/** What a digest says of the one before it. */
export type PreviousDigest = { bucket: string; key: string; hash: string; signature: string };

/** A log file as a digest names it: `hash` is the SHA-256 of its unpacked bytes, in hex. */
export type NamedLog = { bucket: string; key: string; hash: string };

/** One digest file. It covers the log files that were delivered from `startAt` until `endAt` (epoch ms). */
export type Digest = {
  account: string;
  startAt: number;
  endAt: number;
  /** Where it says that it lies. */
  bucket: string;
  key: string;
  fingerprint: string;
  /** null in a first digest, and in the first one after logging or validation was off. */
  previous: PreviousDigest | null;
  logs: NamedLog[];
  /** SHA-256 of its unpacked bytes, in hex. */
  contentHash: string;
  /** What its signature covers. */
  signedText: string;
};

const bucket = z.string().min(1).max(255);
const key = z.string().min(1).max(1024);
/** A leading zero was seen left out of previousDigestHashValue. */
const sum = z
  .string()
  .regex(/^[0-9a-fA-F]{1,64}$/)
  .transform((text) => text.toLowerCase().padStart(64, '0'));
const signature = z.string().regex(/^[0-9a-fA-F]{2,4096}$/);
const instant = z.iso.datetime();
const algorithm = z.literal('SHA-256');

const schema = z.object({
  awsAccountId: z.string().regex(/^\d{12}$/),
  digestStartTime: instant,
  digestEndTime: instant,
  digestS3Bucket: bucket,
  digestS3Object: key,
  digestPublicKeyFingerprint: z.string().regex(/^[0-9a-f]{32}$/),
  digestSignatureAlgorithm: z.literal('SHA256withRSA'),
  previousDigestS3Bucket: bucket.nullish(),
  previousDigestS3Object: key.nullish(),
  previousDigestHashValue: sum.nullish(),
  previousDigestHashAlgorithm: algorithm.nullish(),
  previousDigestSignature: signature.nullish(),
  logFiles: z.array(z.object({ s3Bucket: bucket, s3Object: key, hashValue: sum, hashAlgorithm: algorithm })),
});

type Fields = z.infer<typeof schema>;
type Unparsed = { problem: string };

/** All five of them, or none: null; half of them is no link that could be followed. */
function previousOf(fields: Fields): PreviousDigest | null | Unparsed {
  const { previousDigestS3Bucket: at, previousDigestS3Object: object, previousDigestHashValue: value } = fields;
  const signed = fields.previousDigestSignature;
  if (at && object && value && signed) return { bucket: at, key: object, hash: value, signature: signed };
  const isNone = !at && !object && !value && !signed;
  return isNone ? null : { problem: 'it names a digest before it only in part' };
}

function parse(content: Buffer): Fields | Unparsed {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content));
  } catch {
    return { problem: 'it is not JSON in UTF-8' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not as CloudTrail writes it'}` };
}

/**
 * The string that CloudTrail signs: end of the hour, place, hash of the unpacked digest, and the signature of the digest before, or "null".
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
 */
export function stringToSign(of: {
  endTime: string;
  place: string;
  contentHash: string;
  previousSignature: string | null;
}): string {
  return [of.endTime, of.place, of.contentHash, of.previousSignature ?? 'null'].join('\n');
}

/** A digest out of its unpacked bytes, or why it is none. Nothing in it is proved yet. */
export function parseDigest(content: Buffer): Digest | Unparsed {
  const fields = parse(content);
  if ('problem' in fields) return fields;
  const previous = previousOf(fields);
  if (previous !== null && 'problem' in previous) return previous;
  const contentHash = hash('sha256', content);
  return {
    account: fields.awsAccountId,
    startAt: Date.parse(fields.digestStartTime),
    endAt: Date.parse(fields.digestEndTime),
    bucket: fields.digestS3Bucket,
    key: fields.digestS3Object,
    fingerprint: fields.digestPublicKeyFingerprint,
    previous,
    logs: fields.logFiles.map((log) => ({ bucket: log.s3Bucket, key: log.s3Object, hash: log.hashValue })),
    contentHash,
    signedText: stringToSign({
      endTime: fields.digestEndTime,
      place: `${fields.digestS3Bucket}/${fields.digestS3Object}`,
      contentHash,
      previousSignature: fields.previousDigestSignature ?? null,
    }),
  };
}
