import { closeSync, copyFileSync, existsSync, openSync, readSync, statSync, truncateSync } from 'node:fs';

const limitBytes = 20 * 1024 * 1024;

/** Keeps one older file beside the log. Writers append, so cutting the file under them is safe. */
export function rotate(file: string): void {
  if (!existsSync(file) || statSync(file).size < limitBytes) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}

const spoken = (line: string): string => {
  try {
    const row = JSON.parse(line) as { level?: number; msg?: string; ready?: boolean; err?: { message?: string; stack?: string } };
    if (row.ready) return '';
    if (row.level === undefined) return line;
    return [row.msg, row.err?.stack ?? row.err?.message].filter(Boolean).join(': ');
  } catch {
    return line;
  }
};

/** What was written to the file from byte `from` on, its last 64 KiB at most. */
export function tail(file: string, from: number): string {
  if (!existsSync(file)) return '';
  const size = statSync(file).size;
  const start = Math.max(from > size ? 0 : from, size - 64 * 1024);
  const buffer = Buffer.alloc(size - start);
  const handle = openSync(file, 'r');
  readSync(handle, buffer, 0, buffer.length, start);
  closeSync(handle);
  return buffer.toString('utf8').trim();
}

/** The last words of a process: what it wrote from byte `from` on, at most `lines` lines, JSON lines as text. */
export const lastWords = (file: string, from: number, lines = 12): string =>
  tail(file, from)
    .split('\n')
    .map(spoken)
    .join('\n')
    .split('\n')
    .filter((line) => line && !/^\s+at .*node:internal/.test(line))
    .slice(-lines)
    .join('\n');
