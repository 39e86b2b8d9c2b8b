import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type Lock = { release: () => void };

/**
 * Takes the directory for this process, or gives null when another process holds it. SQLite's exclusive transaction is
 * the operating system's own file lock: it ends with the process, however that ends, and no reused process id can fake it.
 */
export function lockDirectory(directory: string): Lock | null {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'lock');
  const file = new DatabaseSync(path);
  // Whoever may open the file may lock it.
  chmodSync(path, 0o600);
  try {
    file.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    return { release: () => file.close() };
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === 5) return null;
    throw error;
  }
}
