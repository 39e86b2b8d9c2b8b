/** Makes the list of known passwords from lines on standard input: see docs/security/signing-in.md. */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { buckets, entryBytes, knownPasswordsFile, markOf } from './known-passwords.ts';
import { longestPassword, shortestPassword } from './password.ts';

const found = Array.from({ length: buckets }, () => new Set<number>());
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  const length = [...line].length;
  // Others could not be chosen anyway.
  if (length < shortestPassword || length > longestPassword) continue;
  const { bucket, entry } = markOf(line);
  found[bucket]?.add(entry);
}

const head = Buffer.alloc(4 * (buckets + 1));
let count = 0;
for (const [bucket, { size }] of found.entries()) {
  count += size;
  head.writeUInt32BE(count, 4 * (bucket + 1));
}
const body = Buffer.alloc(entryBytes * count);
let at = 0;
for (const entries of found)
  for (const entry of [...entries].toSorted((a, b) => a - b)) at = body.writeUIntBE(entry, at, entryBytes);
writeFileSync(knownPasswordsFile(), Buffer.concat([head, body]));
process.stdout.write(`${count} passwords in ${knownPasswordsFile()}\n`);
