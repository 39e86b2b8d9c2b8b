import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const listed = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: root, encoding: 'utf8' }));
const files: string[] = (Object.values(listed)[0] as { files: { path: string }[] }).files.map(({ path }) => path);

test('the package is private and holds the product', () => {
  expect(manifest.private).toBe(true);
  expect(files).toEqual(
    expect.arrayContaining([
      'bin/start.mjs',
      'server.ts',
      'lib/worker/main.ts',
      'lib/cli/main.ts',
      'app/layout.tsx',
      'demo/main.ts',
    ]),
  );
});

test.each([
  ['tests', /\.(test|e2e|db)\.[cm]?[jt]sx?$|(^|\/)(testing|__tests__|e2e|test|tests)\//],
  ['benches', /^bench\/|^bin\/(bench|interop|run-tests|test|imports|chromium|package)\./],
  ['decisions', /^docs\/decisions\//],
  ['folders and files with a dot', /(^|\/)\./],
  ['settings of development tools', /(^|\/)(biome|knip|vitest|playwright)\b|dependency-cruiser/],
  ['keys', /\.(key|pem|p12)$/],
  ['what is made by the build', /^prisma\/generated\/|node_modules\//],
])('it holds no %s', (_, pattern) => {
  expect(files.filter((file) => pattern.test(file))).toEqual([]);
});

const imported = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /(?:^(?:import\b|export (?:type )?[{*]|\}).*\bfrom|^import|\bimport\()\s*'([^']+)'/gm,
    ),
  ].map(([, name]) => name ?? '');

const aliases = { '#lib/': 'lib/', '#components/': 'components/', '#demo/': 'demo/' };

/** The file of ours that is meant, or the package. */
function meant(from: string, name: string): { file: string } | { pack: string } | null {
  if (isBuiltin(name) || name.startsWith('#prisma/')) return null;
  const alias = Object.entries(aliases).find(([prefix]) => name.startsWith(prefix));
  if (alias) return { file: alias[1] + name.slice(alias[0].length) };
  if (name.startsWith('.')) return { file: join(dirname(from), name) };
  return { pack: name.split('/', name.startsWith('@') ? 2 : 1).join('/') };
}

test('what it imports is packed with it, or installed by it', () => {
  const sources = files.filter((file) => /\.(m?js|tsx?)$/.test(file));
  const all = sources.flatMap((file) => imported(file).map((name) => ({ file, name, to: meant(file, name) })));
  expect(all.length).toBeGreaterThan(1000);
  const missing = all.filter(({ to }) => {
    if (to === null) return false;
    if ('pack' in to) return !(to.pack in manifest.dependencies);
    return !files.includes(to.file) && !(existsSync(join(root, to.file)) && statSync(join(root, to.file)).isDirectory());
  });
  expect(missing.map(({ file, name }) => `${file} imports ${name}`)).toEqual([]);
});

test('the tarball needs nothing of development, and brings exact versions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tarball '));
  execFileSync(process.execPath, [join(import.meta.dirname, 'package.mjs'), folder], { encoding: 'utf8' });
  const tarball = join(folder, `trailwatch-${manifest.version}.tgz`);
  const read = (name: string) => JSON.parse(execFileSync('tar', ['-xzOf', tarball, `package/${name}`], { encoding: 'utf8' }));
  const entries = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  expect(entries.toSorted()).toEqual([...files, 'npm-shrinkwrap.json'].map((file) => `package/${file}`).toSorted());
  const packed = read('package.json');
  expect(packed.devDependencies).toBeUndefined();
  expect(Object.keys(packed.scripts)).toEqual(['start', 'trailwatch', 'advisories']);
  const rows = Object.entries<Record<string, unknown>>(read('npm-shrinkwrap.json').packages).filter(([path]) => path !== '');
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter(([, row]) => row.dev || row.devOptional || !row.integrity).map(([path]) => path)).toEqual([]);
  rmSync(folder, { recursive: true });
}, 120_000);

test('every component of the lock file carries its hash, and names no registry', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const rows = Object.entries<Record<string, unknown>>(lock.packages).filter(([path]) => path !== '');
  expect(rows.filter(([, { integrity, resolved }]) => !integrity || resolved).map(([path]) => path)).toEqual([]);
});
