import { spawn } from 'node:child_process';
import { join } from 'node:path';

export type Report = { collector: string; status: string; failures: { operation: string; code: string; word: string }[] };

const root = join(import.meta.dirname, '../..');

/** One cycle by hand, as a newcomer would run it, and metrics of so long ago. */
export function collect(environment: Record<string, string>, since: string): Promise<Report[]> {
  const args = [join(root, 'bin/trailwatch.mjs'), 'collect', '--once', '--since', since, '--json'];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0 && code !== 1) reject(new Error(`collect ended with exit code ${code}`));
      else resolve(JSON.parse(out) as Report[]);
    });
  });
}
