import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { closeSync, constants, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** Anew, and on the disk before it returns: by the way it is opened, for a confined process may not call fsync. */
export function writeDurably(file: string, text: string, mode = 0o666): void {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_SYNC = 0 } = constants;
  const handle = openSync(file, O_WRONLY | O_CREAT | O_TRUNC | O_SYNC, mode);
  try {
    writeFileSync(handle, text);
  } finally {
    closeSync(handle);
  }
}

/** Whole or not at all, and never over a key that is there: another process may make one at the same moment. */
function keep(file: string, pem: string): void {
  const fresh = `${file}.${randomUUID()}`;
  writeDurably(fresh, pem, 0o600);
  try {
    linkSync(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh);
  }
}

const pemOf = (key: KeyObject): string =>
  key.type === 'private'
    ? key.export({ type: 'pkcs8', format: 'pem' }).toString()
    : key.export({ type: 'spki', format: 'pem' }).toString();

/** Every public key in a text: PEM blocks one after another; of a private key its public half. @throws when one holds no key */
export const publicKeysIn = (text: string): KeyObject[] =>
  (text.match(/-----BEGIN [A-Z ]+-----[^-]*-----END [A-Z ]+-----/g) ?? []).map((pem) => createPublicKey(pem));

function replace(file: string, text: string): void {
  const fresh = `${file}.${randomUUID()}`;
  writeDurably(fresh, text);
  renameSync(fresh, file);
}

/** The newest first; those of before stay, for what they signed. */
function publish(file: string, key: KeyObject): void {
  const known = textOf(file) ?? '';
  const newest = pemOf(createPublicKey(key));
  const older = publicKeysIn(known).map(pemOf);
  const wanted = [newest, ...older.filter((pem) => pem !== newest)].join('');
  if (wanted !== known) replace(file, wanted);
}

const make = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

function makeFolders(home: string): void {
  mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 });
  mkdirSync(join(home, 'journal'), { recursive: true });
}

/** The Ed25519 key that signs this home's checkpoints; made at first use, readable by its owner alone. */
export function journalKey(home: string): KeyObject {
  const files = journalFiles(home);
  // Confined, a worker may make no folder: whoever starts it has.
  if (!process.permission) makeFolders(home);
  if (textOf(files.key) === null) keep(files.key, pemOf(make()));
  const key = createPrivateKey(textOf(files.key) ?? '');
  publish(files.publicKey, key);
  return key;
}

/** A new key in the place of the old one, whose public half stays known: first that, so that no checkpoint lacks its key. */
export function replaceJournalKey(home: string): { before: KeyObject; after: KeyObject } {
  const files = journalFiles(home);
  const before = journalKey(home);
  const after = make();
  publish(files.publicKey, after);
  rmSync(files.key);
  keep(files.key, pemOf(after));
  return { before, after };
}
