import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import type { Product } from './product.ts';

const root = join(import.meta.dirname, '..');

export type SecondConsole = { url: string; stop: () => Promise<void> };

const command = ['--disable-warning=ExperimentalWarning', join(root, 'lib/cli/main.ts')];

/** A login of web's that no start has made, and none makes anew. */
const makeRoles = (home: string) =>
  promisify(execFile)(process.execPath, [...command, 'db', 'roles'], {
    cwd: root,
    env: { ...process.env, TRAILWATCH_HOME: home },
  });

const webUrl = ({ databaseUrl, home }: Pick<Product, 'databaseUrl' | 'home'>): string => {
  const url = new URL(databaseUrl);
  url.username = `${decodeURIComponent(url.pathname.slice(1))}_web`;
  url.password = readFileSync(join(home, 'keys/database-web'), 'utf8').trim();
  return url.href;
};

/**
 * A second web process over the product's data, configured otherwise: without the demo's people, with what `config` (YAML) adds to the
 * configuration of the demo account. `environment` is what it is given besides.
 */
export async function startSecondConsole(
  product: Pick<Product, 'databaseUrl' | 'home' | 'environment'>,
  { config, environment = {} }: { config: string; environment?: Record<string, string> },
): Promise<SecondConsole> {
  await makeRoles(product.home);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const file = join(mkdtempSync(join(tmpdir(), 'second console ')), 'trailwatch.yaml');
  writeFileSync(file, config);
  const { TRAILWATCH_DEMO_PEOPLE: _, ...demo } = product.environment;
  const given = { ...demo, DATABASE_URL: webUrl(product), TRAILWATCH_HOME: product.home, TRAILWATCH_CONFIG: file };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'server.ts')], {
    cwd: root,
    env: { ...process.env, ...given, ...environment, NODE_ENV: 'production', PORT: String(port), TRAILWATCH_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
  }
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await exited;
  };
  for (let tries = 0; tries < 240; tries++) {
    if (child.exitCode !== null) throw new Error(`the second console ended with exit code ${child.exitCode}:\n${said}`);
    const isThere = await fetch(`${url}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return { url, stop };
    await sleep(250);
  }
  await stop();
  throw new Error(`no second console within a minute:\n${said}`);
}
