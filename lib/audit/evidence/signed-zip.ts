import { manifestName, manifestOf, manifestSum, type PackSignature, signatureName, signatureText } from './manifest.ts';
import { type FinishedFile, plainFile } from './packed-file.ts';
import { ZipLayout } from './zip.ts';

/** Signs a manifest's SHA-256 with the installation's key. */
export type Signer = (manifestSha256: string) => Promise<PackSignature>;

/**
 * The bytes of a ZIP of these files, then their manifest and its signature, each as soon as it is there.
 * @throws what the signer throws, when all before the signature was given
 */
export async function* signedZip(files: AsyncIterable<FinishedFile>, sign: Signer): AsyncGenerator<Uint8Array> {
  const layout = new ZipLayout();
  const summed: Omit<FinishedFile, 'chunks'>[] = [];
  const written = function* ({ entry, chunks }: FinishedFile): Generator<Uint8Array> {
    yield layout.begin(entry);
    yield* chunks;
  };
  for await (const file of files) {
    yield* written(file);
    const { entry, sha256, packedSha256 } = file;
    summed.push({ entry, sha256, packedSha256 });
  }
  const manifest = manifestOf(summed);
  yield* written(plainFile(manifestName, manifest));
  yield* written(plainFile(signatureName, signatureText(await sign(manifestSum(manifest)))));
  yield layout.end();
}
