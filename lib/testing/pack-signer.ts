import { generateKeyPairSync } from 'node:crypto';
import { type PackSignature, signPack } from '../audit/evidence/manifest.ts';

const { privateKey } = generateKeyPairSync('ed25519');

/** In the place of a worker. */
export const demandSignature = async (manifestSha256: string): Promise<PackSignature> => signPack(manifestSha256, privateKey);
