import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The whole product, started as a newcomer starts it, on a home of its own. */
export type Product = {
  url: string;
  databaseUrl: string;
  /** Loopback address of the demo account, for its control calls; absent when real accounts are configured. */
  demoUrl: string | undefined;
  home: string;
  /** What its processes know of the demo account: where it is, its key, its clock. */
  environment: Record<string, string>;
  /** What it printed so far. */
  said(): string;
  stop(): Promise<void>;
};

const root = join(import.meta.dirname, '..');
const startBoundMs = 240_000;

/**
 * Starts it on a home of its own, or on the one that the environment names; stopping removes it.
 * @throws when the product ends or prints no URL within four minutes; the message carries its last lines
 */
export async function startProduct(environment: Record<string, string> = {}): Promise<Product> {
  const home = environment.TRAILWATCH_HOME ?? mkdtempSync(join(tmpdir(), 'trailwatch e2e '));
  const child = spawn(process.execPath, [join(root, 'bin/start.mjs')], {
    cwd: root,
    env: { ...process.env, TRAILWATCH_HOME: home, PORT: '3400', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = listen(child);
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const state = await running(home, child, said);
    return { ...state, home, said, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type State = Pick<Product, 'url' | 'databaseUrl' | 'demoUrl' | 'environment'>;

async function running(home: string, child: ChildProcess, said: () => string): Promise<State> {
  const until = Date.now() + startBoundMs;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the product ended with exit code ${child.exitCode}:\n${said()}`);
    const state = read(home);
    if (state?.url && (await healthy(state.url))) {
      const { url, databaseUrl, demo } = state;
      return { url, databaseUrl, demoUrl: demo.AWS_ENDPOINT_URL, environment: demo };
    }
    await sleep(250);
  }
  throw new Error(`no page within ${startBoundMs / 1000} s:\n${said()}`);
}

function read(home: string): { url: string | null; databaseUrl: string; demo: Record<string, string> } | undefined {
  try {
    return JSON.parse(readFileSync(join(home, 'run.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

const healthy = (url: string): Promise<boolean> =>
  fetch(`${url}/api/health`).then(
    (response) => response.ok,
    () => false,
  );

function listen(child: ChildProcess): () => string {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      lines.push(text);
      if (lines.length > 200) lines.shift();
    });
  }
  return () => lines.join('').slice(-4000);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await Promise.race([exited, sleep(20_000)]);
  if (child.exitCode === null) child.kill('SIGKILL');
}
