import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A demo account of one's own for as long as `work` takes, quotas and all. `environment` points any SDK at it. */
export async function withDemo<T>(
  flags: readonly string[],
  work: (environment: Record<string, string>) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'trailwatch demo '));
  const args = [join(root, 'demo/main.ts'), '--home', home, ...flags];
  const demo = spawn(process.execPath, args, {
    env: { ...process.env, TRAILWATCH_DEMO: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const { environment } = JSON.parse(await firstLine(demo)) as { environment: Record<string, string> };
    return await work(environment);
  } finally {
    demo.kill('SIGTERM');
    rmSync(home, { recursive: true, force: true });
  }
}

/** @returns its exit code */
export const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let out = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('\n')) resolve(out.slice(0, out.indexOf('\n')));
    });
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`the demo account ended with exit code ${code}`)));
  });
