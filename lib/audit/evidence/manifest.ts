import { createHash, createPublicKey, hash, type KeyObject, sign } from 'node:crypto';
import { keyId } from '#lib/journal/checkpoint.ts';
import type { FinishedFile } from './packed-file.ts';

export const packFormat = 'trailwatch evidence pack 1';
export const manifestName = 'manifest.json';
export const signatureName = 'signature.json';

/** What the pack is about, as against when it was made, by whom, and what was known of its completeness then. */
const isContent = (name: string): boolean =>
  name === 'selection.json' || name === 'population.csv' || name.startsWith('records-');

type Summed = Pick<FinishedFile, 'entry' | 'sha256' | 'packedSha256'>;

/** Of the lines `sha256  name` of the files that a pack made again as of the same instant holds, too. */
function contentSum(files: readonly Summed[]): string {
  const sum = createHash('sha256');
  for (const { entry, sha256 } of files) if (isContent(entry.name)) sum.update(`${sha256}  ${entry.name}\n`);
  return sum.digest('hex');
}

/** Every file in its order with its sums, as it is and as it is packed; a line each. */
export function manifestOf(files: readonly Summed[]): string {
  const lines = files.map(({ entry, sha256, packedSha256 }) =>
    JSON.stringify({ name: entry.name, bytes: entry.bytes, sha256, packed: { bytes: entry.packedBytes, sha256: packedSha256 } }),
  );
  const head = `"format": ${JSON.stringify(packFormat)},\n"contentSha256": "${contentSum(files)}",`;
  return `{\n${head}\n"files": [\n${lines.join(',\n')}\n]\n}\n`;
}

/** `key`: see keyId. The others are base64: the public half as SPKI, and Ed25519 over the manifest's sum. */
export type PackSignature = { key: string; publicKey: string; signature: string };

/** What is signed: apart from whatever else the key signs. */
const signed = (manifestSha256: string): Buffer => Buffer.from(`trailwatch evidence pack v1\n${manifestSha256}`);

export const manifestSum = (manifest: string): string => hash('sha256', manifest);

export const signPack = (manifestSha256: string, privateKey: KeyObject): PackSignature => ({
  key: keyId(privateKey),
  publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
  signature: sign(null, signed(manifestSha256), privateKey).toString('base64'),
});

export const signatureText = ({ key, publicKey, signature }: PackSignature): string =>
  `${JSON.stringify({ key, publicKey, signature })}\n`;
