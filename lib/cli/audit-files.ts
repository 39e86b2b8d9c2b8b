import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

type AuditFile = { path: string; bytes: number };
type SkippedFile = { path: string; reason: string };
export type AuditFiles = { files: AuditFile[]; skipped: SkippedFile[] };

const trailFile = /\.((json|jsonl|ndjson|cloudtrail)(\.gz)?|zip)$/i;
const digest = /(^|\/)CloudTrail-Digest\/|_CloudTrail-Digest_/;

/** Why a file of a folder is left alone, or null. A file that is named on the command line is always read. */
export function reasonToSkip(path: string): string | null {
  if (digest.test(path)) return 'a digest file: it holds no events';
  return trailFile.test(path)
    ? null
    : 'not named as a CloudTrail file (.json, .jsonl, .ndjson, .cloudtrail, each also .gz; .zip)';
}

/** 0 for one that cannot be looked at: opening it says why, and that is its problem. */
const sizeOf = (path: string): Promise<number> =>
  lstat(path).then(
    ({ size }) => size,
    () => 0,
  );

async function readFolder(folder: string, found: AuditFiles): Promise<void> {
  const entries: Dirent[] | null = await readdir(folder, { withFileTypes: true }).catch(() => null);
  // Left out, it would be a loss that nobody is told of: read as a file, it fails and says why.
  if (entries === null) {
    found.files.push({ path: folder, bytes: 0 });
    return;
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await readFolder(path, found);
    else if (!entry.isFile()) found.skipped.push({ path, reason: 'not a regular file; links are not followed' });
    else {
      const reason = reasonToSkip(path);
      if (reason) found.skipped.push({ path, reason });
      else found.files.push({ path, bytes: await sizeOf(path) });
    }
  }
}

/**
 * The CloudTrail files under a path, in the order of their names, and what was left alone with the reason.
 * @throws the system's error when the path itself cannot be read
 */
export async function listAuditFiles(path: string): Promise<AuditFiles> {
  const found: AuditFiles = { files: [], skipped: [] };
  const entry = await lstat(path);
  if (entry.isDirectory()) await readFolder(path, found);
  else if (digest.test(basename(path))) found.skipped.push({ path, reason: 'a digest file: it holds no events' });
  else found.files.push({ path, bytes: entry.size });
  return found;
}
