import { constants, createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';

/** A public key of CloudTrail's in one Region, and when it signs (epoch ms; null where the list does not say). */
type TrailPublicKey = { key: KeyObject; startAt: number | null; endAt: number | null };

/** By fingerprint: the MD5 of the DER bytes as ListPublicKeys returns them, in hex. */
export type TrailPublicKeys = ReadonlyMap<string, TrailPublicKey>;

const instant = z.union([z.string(), z.number(), z.date()]).nullish();
const listed = z.object({
  Value: z.union([z.string(), z.instanceof(Uint8Array)]),
  Fingerprint: z.string().nullish(),
  ValidityStartTime: instant,
  ValidityEndTime: instant,
});
const list = z.object({ PublicKeyList: z.array(listed) });
/** One answer of ListPublicKeys, or several: each Region has keys of its own. */
const lists = z.union([list, z.array(list)]);

const leastBits = 2048;

/** The AWS CLI writes ISO 8601, or seconds since the epoch where it is told to. */
function instantAt(value: z.infer<typeof instant>): number | null {
  const at = typeof value === 'number' ? value * 1000 : new Date(value ?? Number.NaN).getTime();
  return Number.isNaN(at) ? null : at;
}

/** PKCS#1 as the API returns it, or SPKI, as one key in the documentation is. */
function keyOf(der: Buffer): KeyObject | null {
  for (const type of ['pkcs1', 'spki'] as const) {
    try {
      const key = createPublicKey({ key: der, format: 'der', type });
      if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= leastBits) return key;
    } catch {
      // The other form is tried; what is neither is told by its caller.
    }
  }
  return null;
}

/**
 * The keys of what `aws cloudtrail list-public-keys` prints (or a list of such answers).
 * @returns those that can be used, and a sentence for each that cannot
 */
export function readPublicKeys(answer: unknown): { keys: TrailPublicKeys; problems: string[] } {
  const keys = new Map<string, TrailPublicKey>();
  const parsed = lists.safeParse(answer);
  if (!parsed.success) return { keys, problems: ['It holds no PublicKeyList, as aws cloudtrail list-public-keys prints one.'] };
  const problems: string[] = [];
  const all = [parsed.data].flat().flatMap(({ PublicKeyList }) => PublicKeyList);
  for (const [index, { Value: value, Fingerprint: said, ...valid }] of all.entries()) {
    const der = typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.from(value);
    const fingerprint = hash('md5', der);
    const key = keyOf(der);
    if (key === null) problems.push(`Key ${index + 1} is no RSA key of at least ${leastBits} bits.`);
    else if (said && said.toLowerCase() !== fingerprint)
      problems.push(`Key ${index + 1} has another fingerprint than the list says.`);
    else keys.set(fingerprint, { key, startAt: instantAt(valid.ValidityStartTime), endAt: instantAt(valid.ValidityEndTime) });
  }
  return { keys, problems };
}

/** Whether a signature in hex is the one of `text`: RSASSA-PKCS1-v1_5 with SHA-256. */
export function isSignedWith({ key }: TrailPublicKey, text: string, signature: string): boolean {
  if (!/^[0-9a-fA-F]{2,4096}$/.test(signature) || signature.length % 2 !== 0) return false;
  const padding = constants.RSA_PKCS1_PADDING;
  return verify('sha256', Buffer.from(text), { key, padding }, Buffer.from(signature, 'hex'));
}
