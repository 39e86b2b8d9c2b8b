// Plain JavaScript for any Node ≥ 20: it runs before anything is installed, and hands over to the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inRoot = (/** @type {string[]} */ ...parts) => join(root, ...parts);
const readJson = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'));

/** What was wrong, and nothing but that: no stack for the person who starts it. */
class StartError extends Error {}

/**
 * Prints one line a step: what it does and waits for, then how long it took.
 * @template T
 * @param {string} what
 * @param {() => T | Promise<T>} work
 */
async function step(what, work) {
  process.stderr.write(`· ${what} …`);
  const startedAt = Date.now();
  try {
    const result = await work();
    process.stderr.write(` ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write(' failed\n');
    throw error;
  }
}

/**
 * Runs a program to its end and gives what it wrote.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>}
 */
const run = (command, args, env = process.env) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (said += chunk));
    child.once('error', (error) => reject(new StartError(`${command} could not be run: ${error.message}`)));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve(said);
      else
        reject(
          new StartError(
            `${command} ${args[0]} ended with ${signal ?? `code ${code}`}:\n${said.trim().split('\n').slice(-15).join('\n')}`,
          ),
        );
    });
  });

/** The first package that the lock file asks of this platform and node_modules does not hold in that version. */
function missingPackage() {
  const hidden = inRoot('node_modules/.package-lock.json');
  if (!existsSync(hidden)) return 'everything';
  // A packed product brings its lock file under the other of npm's two names.
  const lock = ['package-lock.json', 'npm-shrinkwrap.json'].find((name) => existsSync(inRoot(name))) ?? '';
  const wanted = readJson(inRoot(lock)).packages;
  const present = readJson(hidden).packages;
  for (const [path, row] of Object.entries(wanted)) {
    if (path === '' || row.link) continue;
    const skipped = row.optional && !present[path];
    if (!skipped && present[path]?.version !== row.version) return path.replace(/^.*node_modules\//, '');
    if (present[path] && !existsSync(inRoot(path, 'package.json'))) return path.replace(/^.*node_modules\//, '');
  }
  return null;
}

/** npm, as it was started, or from the PATH. Install scripts are not needed: what they would do is done here. */
const npmInstall = () => {
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...args]) : run('npm', args);
};

/** The pinned Node that the packages bring, or the one that runs now where they bring none for this platform. */
function pinnedNode() {
  const name = process.platform === 'win32' ? 'win' : process.platform;
  const pinned = inRoot(`node_modules/node-${name}-${process.arch}/bin/node${name === 'win' ? '.exe' : ''}`);
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return process.execPath;
  throw new StartError(
    `Node ${process.versions.node} is too old, and npm has no pinned Node for ${process.platform} ${process.arch}: install Node 24 (at least 22.13)`,
  );
}

/** @param {string} node */
async function generateClient(node) {
  const hash = createHash('sha256');
  for (const file of ['prisma/schema.prisma', 'node_modules/prisma/package.json']) hash.update(readFileSync(inRoot(file)));
  const digest = hash.digest('hex');
  const stamp = inRoot('prisma/generated/.source');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  await step('generating the Prisma client', async () => {
    // The generator is WebAssembly; naming any engine keeps Prisma from downloading one it does not use.
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: node, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
    await run(node, [inRoot('node_modules/prisma/build/index.js'), 'generate', '--no-hints'], env);
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, digest);
  });
}

/**
 * Installs and generates what is missing.
 * @returns {Promise<string>} the Node to go on with
 */
export async function bootstrap() {
  const missing = missingPackage();
  if (missing) await step(`installing packages (${missing} is missing; npm needs a minute or two)`, npmInstall);
  const node = pinnedNode();
  await generateClient(node);
  return node;
}

/**
 * Goes on in the pinned Node. Signals reach the successor through the terminal or from here; its exit is ours.
 * @param {string} node
 * @param {string[]} args
 */
export async function handOver(node, args) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...args], { cwd: process.cwd(), stdio: 'inherit' });
  // Ctrl-C in a terminal reaches the successor twice, from the terminal and from here: it takes two within a second for one.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  // Node opens a debugger for whoever sends it this, if nothing else listens.
  process.on('SIGUSR1', () => {});
  const [code, signal] = await new Promise((resolve) => child.once('exit', (...end) => resolve(end)));
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
}

/** @param {() => Promise<void>} work */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
