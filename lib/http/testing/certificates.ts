import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Made for these tests alone and valid for a hundred years, so that they need no openssl; nothing that runs ever trusts them. */
export const fixture = (name: string): string => join(import.meta.dirname, name);

/** Copies of a pair, which a test may write over. */
export function pairOf(name: string): { certificate: string; key: string } {
  const directory = mkdtempSync(join(tmpdir(), 'certificates-'));
  const pair = { certificate: join(directory, 'server.pem'), key: join(directory, 'server.key') };
  writePair(pair, name);
  return pair;
}

export function writePair(pair: { certificate: string; key: string }, name: string): void {
  copyFileSync(fixture(`${name}.key`), pair.key);
  copyFileSync(fixture(`${name}.pem`), pair.certificate);
}
