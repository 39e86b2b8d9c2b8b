import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildConsole, staleReason } from '../launch/build.ts';
import { lockDirectory } from '../postgres/lock.ts';

const root = join(import.meta.dirname, '../..');
const startBoundMs = 60_000;

/** The web process as it is built, over a database of a test. `said` is what it has logged. */
export type WebProcess = { url: string; said: () => string; stop: () => Promise<void> };

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, 'localhost', () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
    });
  });

/** Builds the console where its sources changed; of several test files at once, one builds and the others wait. */
async function builtConsole(): Promise<void> {
  const folder = join(root, '.cache');
  mkdirSync(folder, { recursive: true });
  let lock = lockDirectory(folder);
  for (; !lock; lock = lockDirectory(folder)) await sleep(200);
  try {
    if (staleReason(root) !== null) await buildConsole(root, new AbortController().signal);
  } finally {
    lock.release();
  }
}

/** Of these very sources: builds the console first where they changed. @throws when it ends or is not ready within a minute, with what it said */
export async function startWeb(databaseUrl: string, config: string): Promise<WebProcess> {
  await builtConsole();
  const home = mkdtempSync(join(tmpdir(), 'trailwatch web '));
  writeFileSync(join(home, 'trailwatch.yaml'), config);
  const port = await freePort();
  const environment = {
    ...process.env,
    ...{ DATABASE_URL: databaseUrl, TRAILWATCH_HOME: home, TRAILWATCH_CONFIG: join(home, 'trailwatch.yaml') },
    ...{ PORT: String(port), NODE_ENV: 'production' as const, TRAILWATCH_PROCESS: 'web', LOG_LEVEL: 'debug' },
  };
  const child = spawn(process.execPath, [join(root, 'server.ts')], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const stop = async () => {
    await end(child);
    rmSync(home, { recursive: true, force: true });
  };
  if (await isReady(child)) return { url: `http://localhost:${port}`, said: () => text, stop };
  await stop();
  throw new Error(`the web process did not start:\n${text}`);
}

const isReady = (child: ChildProcess): Promise<boolean> =>
  new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), startBoundMs);
    const settle = (ready: boolean) => {
      clearTimeout(late);
      resolve(ready);
    };
    child.once('message', () => settle(true));
    child.once('exit', () => settle(false));
  });

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}
