import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium as playwright } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** @param {string} path */
const runs = (path) => spawnSync(path, ['--version', '--no-sandbox'], { stdio: 'ignore', timeout: 20_000 }).status === 0;

const onPath = () => {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  const paths = folders.flatMap((folder) => names.map((name) => `${folder}/${name}`));
  return paths.find((path) => existsSync(path) && runs(path));
};

const fromApt = () => {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env, stdio: 'ignore' }).status === 0;
  if (!install()) {
    spawnSync('apt-get', ['update'], { env, stdio: 'ignore' });
    if (!install()) return undefined;
  }
  return onPath();
};

const fromNpm = async () => {
  const { default: packed } = await import('@sparticuz/chromium');
  const path = await packed.executablePath();
  return runs(path) ? path : undefined;
};

/**
 * A Chromium to test with: TRAILWATCH_CHROMIUM, Playwright's own, the machine's, one from apt (as root), or the one packed for npm.
 * @returns {Promise<string>} its path
 */
export async function findChromium() {
  const named = process.env.TRAILWATCH_CHROMIUM;
  if (named) return named;
  const own = playwright.executablePath();
  if (existsSync(own) && runs(own)) return own;
  const found = onPath() ?? fromApt() ?? (await fromNpm().catch(() => undefined));
  if (found) return found;
  throw new Error('no Chromium: install one (npx playwright install chromium), or name one in TRAILWATCH_CHROMIUM');
}
