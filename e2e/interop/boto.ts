import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Has boto3 walk a demo account of its own (`walk.py`), quotas and all, and hands its words through. @returns whether all was as on AWS */
export async function walkDemo(python: string): Promise<boolean> {
  const home = mkdtempSync(join(tmpdir(), 'trailwatch walk '));
  const demo = spawn(process.execPath, [join(root, 'demo/main.ts'), '--home', home], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const { environment } = JSON.parse(await firstLine(demo));
    const env = { ...process.env, ...environment };
    const walk = spawn(python, [join(import.meta.dirname, 'walk.py')], { env, stdio: 'inherit' });
    return (await ended(walk)) === 0;
  } finally {
    demo.kill('SIGTERM');
    rmSync(home, { recursive: true, force: true });
  }
}

const ended = (child: ChildProcess): Promise<number | null> =>
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
