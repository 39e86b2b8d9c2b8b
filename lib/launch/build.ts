import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { TrailwatchError } from '../errors.ts';
import { without } from './environments.ts';

/** All that `next build` reads. */
const sources = ['app', 'components', 'lib', 'public', 'prisma/schema.prisma'];
const settings = [
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'next.config.js',
  'postcss.config.mjs',
  'tsconfig.json',
];

const filesUnder = (path: string): string[] => {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
};

const sourceHash = (root: string): string => {
  const hash = createHash('sha256');
  for (const file of [...sources, ...settings].flatMap((path) => filesUnder(join(root, path)))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
};

const stampOf = (root: string): string => join(root, '.next/trailwatch-build');

/** Why the console must be built, or null when the last build is of these very sources. */
export function staleReason(root: string): string | null {
  const stamp = stampOf(root);
  if (!existsSync(stamp)) return 'it was never built';
  return readFileSync(stamp, 'utf8') === sourceHash(root) ? null : 'its sources changed';
}

/** Builds the console; a build that was cut off leaves no stamp and is done again. */
export async function buildConsole(root: string, signal: AbortSignal): Promise<void> {
  const hash = sourceHash(root);
  rmSync(stampOf(root), { force: true });
  const child = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    env: { ...without(process.env, 'database', 'aws', 'sign-in'), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const abort = () => child.pid && process.kill(-child.pid, 'SIGTERM');
  signal.addEventListener('abort', abort);
  let said = '';
  const hear = (chunk: Buffer) => {
    said = (said + chunk).slice(-20_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise((resolve) => child.once('close', resolve));
  signal.removeEventListener('abort', abort);
  signal.throwIfAborted();
  if (code !== 0)
    throw new TrailwatchError('internal', `the console does not build:\n${said.trim().split('\n').slice(-40).join('\n')}`);
  writeFileSync(stampOf(root), hash);
}
