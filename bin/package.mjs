// `npm run package -- [folder]`: the product alone as a tarball, with the exact versions of what it needs and nothing of what made it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const readJson = (/** @type {string} */ name) => JSON.parse(readFileSync(join(root, name), 'utf8'));

/** npm, as it was started, or from the PATH. */
const npm = (/** @type {string} */ folder, /** @type {string[]} */ ...args) => {
  const script = process.env.npm_execpath;
  const [command, before] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  return execFileSync(command, [...before, 'pack', '--json', ...args], { cwd: folder, encoding: 'utf8' });
};

/** @returns {{ filename: string, files: { path: string }[] }} */
const packed = (/** @type {string} */ said) => Object.values(JSON.parse(said))[0];

/** The commands that the packed product has. */
const commands = ['start', 'trailwatch', 'advisories'];

/** package.json and the lock file without what only development needs; the latter under the name by which npm lets it into a tarball. */
function manifests() {
  const { devDependencies: _, scripts, ...manifest } = readJson('package.json');
  const lock = readJson('package-lock.json');
  const { devDependencies: __, ...own } = lock.packages[''];
  const rows = Object.entries(lock.packages).filter(([path, row]) => path !== '' && !row.dev);
  const kept = rows.map(([path, { devOptional, ...row }]) => [path, devOptional ? { ...row, optional: true } : row]);
  return {
    'package.json': { ...manifest, scripts: Object.fromEntries(commands.map((name) => [name, scripts[name]])) },
    'npm-shrinkwrap.json': { ...lock, packages: { '': own, ...Object.fromEntries(kept) } },
  };
}

const staging = mkdtempSync(join(tmpdir(), 'trailwatch-package-'));
try {
  for (const { path } of packed(npm(root, '--dry-run')).files) {
    mkdirSync(dirname(join(staging, path)), { recursive: true });
    cpSync(join(root, path), join(staging, path));
  }
  for (const [name, content] of Object.entries(manifests())) {
    writeFileSync(join(staging, name), `${JSON.stringify(content, null, 2)}\n`);
  }
  const target = resolve(process.argv[2] ?? '.');
  const { filename, files } = packed(npm(staging, '--pack-destination', target));
  console.log(`${join(target, filename)}: ${files.length} files`);
} finally {
  rmSync(staging, { recursive: true, force: true });
}
