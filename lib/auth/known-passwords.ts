import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The file: 65,537 numbers of four bytes, where each bucket begins; then the buckets. Two bytes of a password's SHA-256 are its
 * bucket, three more its entry there, so that of 700,000 other passwords one is taken for one of these.
 */
export const buckets = 2 ** 16;
export const entryBytes = 3;
const headBytes = 4 * (buckets + 1);

/** Five bytes that stand for a password, whichever way its letters are composed and in whichever case. */
export const markOf = (password: string): { bucket: number; entry: number } => {
  const digest = createHash('sha256').update(password.normalize('NFKC').toLowerCase()).digest();
  return { bucket: digest.readUInt16BE(0), entry: digest.readUIntBE(2, entryBytes) };
};

const readAt = async (file: FileHandle, position: number, length: number): Promise<Buffer> => {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('the list of known passwords is cut short');
  return buffer;
};

/** Where `npm run known-passwords` puts it; processes run in the project's folder. */
export const knownPasswordsFile = (): string => join(process.cwd(), 'lib/auth/known-passwords.bin');

/** Whether a password is one of those that many use or that were stolen elsewhere. Two reads of a file: nothing is kept in memory. */
export async function isKnownPassword(password: string): Promise<boolean> {
  const { bucket, entry } = markOf(password);
  await using file = await open(knownPasswordsFile());
  const head = await readAt(file, 4 * bucket, 8);
  const [begin, end] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const entries = await readAt(file, headBytes + entryBytes * begin, entryBytes * (end - begin));
  for (let at = 0; at < entries.length; at += entryBytes) if (entries.readUIntBE(at, entryBytes) === entry) return true;
  return false;
}
