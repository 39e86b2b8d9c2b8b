import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a home keeps what signs its checkpoints, the half that checks them, and the checkpoints themselves. */
export const journalFiles = (home: string) => ({
  key: join(home, 'keys', 'journal.key'),
  publicKey: join(home, 'journal', 'journal.pub'),
  checkpoints: join(home, 'journal', 'checkpoints.jsonl'),
});

/** The text of a file; null when there is none. @throws the system's error for any other reason */
export function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whole or not at all, and never over a key that is there: another process may make one at the same moment. */
function keep(file: string, pem: string): void {
  const fresh = `${file}.${randomUUID()}`;
  writeFileSync(fresh, pem, { mode: 0o600, flush: true });
  try {
    linkSync(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh);
  }
}

/** The Ed25519 key that signs this home's checkpoints; made at first use, readable by its owner alone. */
export function journalKey(home: string): KeyObject {
  const files = journalFiles(home);
  mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 });
  mkdirSync(join(home, 'journal'), { recursive: true });
  if (textOf(files.key) === null) {
    keep(files.key, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  }
  const key = createPrivateKey(textOf(files.key) ?? '');
  writeFileSync(files.publicKey, createPublicKey(key).export({ type: 'spki', format: 'pem' }));
  return key;
}
