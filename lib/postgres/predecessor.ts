import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const noteIn = (data: string): string => join(data, 'postmaster.pid');

const noted = (data: string): { pid: number; port: number } | null => {
  try {
    const [pid, , , port] = readFileSync(noteIn(data), 'utf8').split('\n');
    return { pid: Number(pid), port: Number(port) };
  } catch {
    return null;
  }
};

/**
 * Stops a server that outlived its launcher. It is known by its data directory, never by a process id alone.
 * @returns whether there was one
 */
export async function stopPredecessor({ data }: Cluster, serves: (port: number) => Promise<boolean>): Promise<boolean> {
  const last = noted(data);
  if (!last || !(await serves(last.port))) return false;
  process.kill(last.pid, 'SIGINT');
  for (let waited = 0; waited < 300 && isAlive(last.pid); waited += 1) await sleep(100);
  return true;
}

/** Every process of a PostgreSQL server works in its data directory. */
const worksIn = (pid: string, data: string): boolean => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    return false;
  }
};

/**
 * Removes the note of a process id that belongs to another program by now: PostgreSQL would take that for its predecessor and
 * never start. Only where the system tells (Linux) that no process works in the directory, left-over backends included.
 */
export function dropStaleNote(data: string): void {
  const last = noted(data);
  if (!last || !isAlive(last.pid) || process.platform !== 'linux') return;
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  if (!processes.some((pid) => worksIn(pid, data))) rmSync(noteIn(data));
}
