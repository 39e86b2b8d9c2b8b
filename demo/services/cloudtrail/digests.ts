import { logArchive } from '../../accounts.ts';
import type { Place } from '../../scenario/types.ts';
import type { TrailSpoils } from '../../trail-spoils.ts';
import { keyAt, signatureOf } from './digest-keys.ts';
import { type Digest, digestsOf } from './digest-plan.ts';
import { contentOf, type LogFile, type LogFiles, sha256, timesOf } from './log-files.ts';
import { epochsBetween } from './logging.ts';
import { plainTime, type Trail } from './trails.ts';

/** What a digest is known by to the next one, in hexadecimal digits. */
type Link = { hash: string; signature: string };

const keptPlans = 256;
const unknown: Link = { hash: '0'.repeat(64), signature: '0'.repeat(512) };

/** The digests of the trails that have them, signed and chained as CloudTrail does it. */
export class Digests {
  readonly #files: LogFiles;
  readonly #spoils: TrailSpoils;
  readonly #plans = new Map<string, readonly Digest[]>();
  readonly #links = new WeakMap<Digest, Link>();
  readonly #lengths = new WeakMap<Digest, number>();

  constructor(files: LogFiles, spoils: TrailSpoils) {
    this.#files = files;
    this.#spoils = spoils;
  }

  /** Those that end in [from, to), delivered or still to be. */
  ending(trail: Trail, place: Place, from: number, to: number): Digest[] {
    if (!trail.hasValidation) return [];
    return epochsBetween(this.#spoils, from, to)
      .flatMap((epoch) => this.#plan(trail, place, epoch))
      .filter(({ end }) => end >= from && end < to);
  }

  /** A digest before it is compressed. */
  content(digest: Digest): Buffer {
    const { previous } = digest;
    return this.#write(digest, previous && this.#link(previous), (file) => sha256(contentOf(file)));
  }

  /** Its length in bytes, without the work that stands behind its hashes and signatures: all of one kind are of one length. */
  contentLength(digest: Digest): number {
    const known = this.#lengths.get(digest);
    if (known !== undefined) return known;
    const { length } = this.#write(digest, digest.previous && unknown, () => unknown.hash);
    this.#lengths.set(digest, length);
    return length;
  }

  /** @returns in hexadecimal digits */
  signature(digest: Digest): string {
    return this.#link(digest).signature;
  }

  #plan(trail: Trail, place: Place, epoch: { from: number; to: number }): readonly Digest[] {
    const name = `${trail.name} ${place.account} ${place.region} ${epoch.from}`;
    const known = this.#plans.get(name);
    if (known) return known;
    if (this.#plans.size >= keptPlans) this.#plans.delete(this.#plans.keys().next().value ?? '');
    const digests = digestsOf({ trail, place, epoch, spoils: this.#spoils });
    this.#plans.set(name, digests);
    return digests;
  }

  #link(digest: Digest): Link {
    const known = this.#links.get(digest);
    if (known) return known;
    const before = digest.previous && this.#link(digest.previous);
    const hash = sha256(this.content(digest));
    const toSign = [plainTime(digest.end), `${logArchive.bucket}/${digest.key}`, hash, before?.signature ?? 'null'].join('\n');
    const link = { hash, signature: signatureOf(keyAt(digest.region, digest.signedAt), toSign) };
    this.#links.set(digest, link);
    return link;
  }

  #write(digest: Digest, before: Link | undefined, hashOf: (file: LogFile) => string): Buffer {
    const { account, trail, region, start, end } = digest;
    const files = this.#files.delivered(trail, { account, region }, start, end);
    const body = {
      awsAccountId: account,
      digestStartTime: plainTime(start),
      digestEndTime: plainTime(end),
      digestS3Bucket: logArchive.bucket,
      digestS3Object: digest.key,
      digestPublicKeyFingerprint: keyAt(region, digest.signedAt).fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      ...timesOf(files.flatMap(({ records }) => records)),
      previousDigestS3Bucket: before ? logArchive.bucket : null,
      previousDigestS3Object: digest.previous?.key ?? null,
      previousDigestHashValue: before?.hash ?? null,
      previousDigestHashAlgorithm: before ? 'SHA-256' : null,
      previousDigestSignature: before?.signature ?? null,
      logFiles: files.map((file) => ({
        s3Bucket: logArchive.bucket,
        s3Object: file.key,
        hashValue: hashOf(file),
        hashAlgorithm: 'SHA-256',
        ...timesOf(file.records),
      })),
    };
    return Buffer.from(JSON.stringify(body));
  }
}
