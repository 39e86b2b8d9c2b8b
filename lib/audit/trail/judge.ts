import { hash } from 'node:crypto';
import { dayMs } from '#lib/time.ts';
import { type Digest, type NamedLog, type PreviousDigest, parseDigest } from './digest.ts';
import { type Inflated, inflate, maxDigestBytes, maxLogBytes } from './inflate.ts';
import { isSignedWith, type TrailPublicKeys } from './public-keys.ts';
import type { TrailObject } from './reader.ts';
import type { DigestVerdict, LogVerdict } from './verdicts.ts';

/** What a digest is held against. */
export type DigestContext = {
  /** Where it was found; a bucket of null is not known. */
  bucket: string | null;
  key: string;
  publicKeys: TrailPublicKeys;
  /** What the digest after it says of it, where that one is itself proved. */
  expected: PreviousDigest | null;
  maxBytes?: number;
};

/**
 * `isProved`: its content is CloudTrail's own, and may be built on, whatever else is wrong with the file (bytes after its end, the signature
 * beside it). `digest` is null where it could not be read.
 */
export type JudgedDigest = {
  kind: DigestVerdict;
  isProved: boolean;
  digest: Digest | null;
  isFromNext?: boolean;
  note?: string;
};

/** A key is published a little before it signs, and hours that were late are signed after their time. */
const keySlackMs = dayMs;
const unproved = (kind: DigestVerdict, digest: Digest | null, note?: string): JudgedDigest => ({
  kind,
  isProved: false,
  digest,
  ...(note ? { note } : {}),
});

type Signed = { fits: 'beside' | 'next' | 'none' | 'absent' | 'unknown-key'; isChanged: boolean };

/** Whose signature fits: the one beside the digest, or the one that the digest after it holds. */
function signatureOf(digest: Digest, metadata: Readonly<Record<string, string>>, context: DigestContext): Signed {
  const key = context.publicKeys.get(digest.fingerprint);
  const { signature: beside, 'signature-algorithm': algorithm } = metadata;
  const next = context.expected?.signature;
  if (!key) return { fits: 'unknown-key', isChanged: false };
  const fits = (signature: string | undefined) => signature !== undefined && isSignedWith(key, digest.signedText, signature);
  const isKnown = algorithm === undefined || algorithm === 'SHA256withRSA';
  if (fits(beside)) return { fits: 'beside', isChanged: !isKnown };
  if (fits(next)) return { fits: 'next', isChanged: beside !== undefined };
  return { fits: beside === undefined && next === undefined ? 'absent' : 'none', isChanged: false };
}

/** Backfill digests are signed at any time after theirs. */
function isKeyValid(digest: Digest, { publicKeys, key }: DigestContext): boolean {
  const { startAt = null, endAt = null } = publicKeys.get(digest.fingerprint) ?? {};
  const isBackfill = key.endsWith('_backfill.json.gz');
  if (startAt !== null && digest.endAt < startAt - keySlackMs && !isBackfill) return false;
  return endAt === null || digest.endAt <= endAt + keySlackMs;
}

function unsignedVerdict(digest: Digest, fits: 'none' | 'absent' | 'unknown-key', context: DigestContext): JudgedDigest {
  const isExpected = context.expected === null ? null : context.expected.hash === digest.contentHash;
  const note = fits === 'unknown-key' ? `key ${digest.fingerprint}` : undefined;
  // A signed digest that holds its hash proves a content as well as a signature of its own would.
  const proved = { isProved: isExpected === true, digest, ...(note ? { note } : {}) };
  if (fits === 'unknown-key') return { ...proved, kind: isExpected === false ? 'foreign-key' : 'unknown-key' };
  if (isExpected === false) return unproved('altered', digest);
  return { ...proved, kind: fits === 'absent' ? 'unsigned' : 'wrong-signature' };
}

function signedVerdict(digest: Digest, { fits, isChanged }: Signed, context: DigestContext): JudgedDigest {
  const { expected, bucket, key } = context;
  if (digest.key !== key) return unproved('misplaced', digest, `it belongs to ${digest.key}`);
  if (bucket !== null && digest.bucket !== bucket) return unproved('wrong-bucket', digest, `it belongs to ${digest.bucket}`);
  if (expected !== null && expected.hash !== digest.contentHash) return unproved('replaced', digest);
  if (!isKeyValid(digest, context)) return unproved('key-not-valid', digest, `key ${digest.fingerprint}`);
  const proved = { isProved: true, digest, ...(fits === 'next' ? { isFromNext: true } : {}) };
  return { ...proved, kind: isChanged ? 'signature-changed' : 'verified' };
}

/** One digest as it was read, on its own and against what the digest after it says. */
export function judgeDigest(object: TrailObject, context: DigestContext): JudgedDigest {
  if (object.kind === 'missing') return unproved('missing', null);
  if (object.kind === 'unreadable') return unproved('unreadable', null, object.reason);
  const { content, fault } = inflate(object.bytes, context.maxBytes ?? maxDigestBytes);
  if (content === null) return unproved(fault, null);
  const digest = parseDigest(content);
  if ('problem' in digest) return unproved('malformed', null, digest.problem);
  const signed = signatureOf(digest, object.metadata, context);
  const { fits } = signed;
  const judged =
    fits === 'beside' || fits === 'next' ? signedVerdict(digest, signed, context) : unsignedVerdict(digest, fits, context);
  return fault !== null && judged.isProved ? { ...judged, kind: fault } : judged;
}

/** `contentHash`: SHA-256 of what it unpacks to, in hex; null where it could not be unpacked. */
export type JudgedLog = { kind: LogVerdict; contentHash: string | null; note?: string };

/** A log file as it was unpacked, against the line of a proved digest that names it. */
export function judgeInflatedLog({ content, fault }: Inflated, named: Pick<NamedLog, 'hash'>): JudgedLog {
  if (content === null) return { kind: fault, contentHash: null };
  const contentHash = hash('sha256', content);
  return { kind: contentHash === named.hash ? (fault ?? 'verified') : 'altered', contentHash };
}

/** A log file as it was read, against the line of a proved digest that names it. */
export function judgeLog(object: TrailObject, named: Pick<NamedLog, 'hash'>, maxBytes = maxLogBytes): JudgedLog {
  if (object.kind === 'missing') return { kind: 'missing', contentHash: null };
  if (object.kind === 'unreadable') return { kind: 'unreadable', contentHash: null, note: object.reason };
  return judgeInflatedLog(inflate(object.bytes, maxBytes), named);
}
