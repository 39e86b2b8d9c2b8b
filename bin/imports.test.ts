import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { matrix } from '../.dependency-cruiser.mjs';

/** One forbidden import for each row of the matrix and each rule about packages: the file that is planted, and what it imports. */
const plants: Record<string, [file: string, imported: string]> = {
  catalogue: ['lib/catalog/planted.ts', '#lib/db.ts'],
  'pure-domain': ['lib/journal/planted.ts', '#lib/log.ts'],
  aws: ['lib/aws/planted.ts', '#lib/store/runs.ts'],
  store: ['lib/store/planted.ts', '#lib/queries/teams.ts'],
  auth: ['lib/auth/planted.ts', '#lib/queries/teams.ts'],
  api: ['lib/api/planted.ts', '#lib/queries/teams.ts'],
  queries: ['lib/queries/planted.ts', '#lib/store/runs.ts'],
  collect: ['lib/collect/planted.ts', '#components/url/planted.ts'],
  http: ['lib/http/planted.ts', '#lib/db.ts'],
  notify: ['lib/notify/planted.ts', '#lib/db.ts'],
  platform: ['lib/launch/planted.ts', '#lib/queries/teams.ts'],
  'worker-and-cli': ['lib/cli/planted.ts', '#demo/accounts.ts'],
  bench: ['bench/planted.ts', '#components/url/planted.ts'],
  components: ['components/url/planted.ts', '#lib/config.ts'],
  pages: ['app/planted/page.tsx', '#lib/store/runs.ts'],
  routes: ['app/api/planted/route.ts', '#lib/db.ts'],
  demo: ['demo/planted.ts', '#lib/errors.ts'],
  ship: ['lib/ship/planted.ts', '#lib/db.ts'],
  'web-server': ['server.ts', '#lib/queries/teams.ts'],
  'aws-sdk-at-home': ['lib/store/planted-sdk.ts', '@aws-sdk/client-sts'],
  'web-never-collects': ['app/planted-collects/page.tsx', '#lib/queries/planted-collects.ts'],
  'pure-without-io': ['lib/audit/planted-io.ts', 'node:fs'],
  'database-at-home': ['components/url/planted-pg.ts', 'pg'],
  'react-at-home': ['lib/collect/planted-react.ts', 'react'],
  'server-only-at-home': ['lib/collect/planted-server.ts', 'server-only'],
  'end-to-end-from-outside': ['e2e/planted.ts', '#lib/time.ts'],
  'no-test-code-in-the-product': ['lib/store/planted-test.ts', '#lib/testing/database.ts'],
  resolvable: ['lib/store/planted-nowhere.ts', './nowhere.ts'],
  'no-cycles': ['lib/store/planted-a.ts', './planted-b.ts'],
};

const root = join(import.meta.dirname, '..');
const tree = mkdtempSync(join(tmpdir(), 'planted imports-'));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

const check = (): string => {
  const result = spawnSync(process.execPath, [join(tree, 'bin/imports.mjs'), tree], { encoding: 'utf8' });
  return result.stdout + result.stderr;
};

const plant = (file: string, imported: string): void => {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), `import * as planted from '${imported}';\nexport const used = planted;\n`);
};

test('every row has its plant', () => {
  expect(Object.keys(plants)).toEqual(expect.arrayContaining(matrix.map((row) => row.name)));
});

test('a forbidden import is caught in every row, with where the code belongs', { timeout: 120_000 }, () => {
  const parts = [
    'app',
    'components',
    'lib',
    'demo',
    'bench',
    'e2e',
    'bin',
    'prisma',
    'server.ts',
    'package.json',
    'tsconfig.json',
  ];
  for (const part of [...parts, '.dependency-cruiser.mjs'].filter((part) => existsSync(join(root, part)))) {
    cpSync(join(root, part), join(tree, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const [file, imported] of Object.values(plants)) plant(file, imported);
  plant('lib/store/planted-b.ts', './planted-a.ts');
  plant('lib/queries/planted-collects.ts', '#lib/store/planted-collects.ts');
  plant('lib/store/planted-collects.ts', '#lib/collect/each.ts');
  const said = check();
  for (const [rule, [file]] of Object.entries(plants))
    expect(said).toMatch(new RegExp(`${file} imports [^\\n]+ \\(${rule}\\)\n  \\S`));
});

test('a tree in which nothing is read fails', () => {
  for (const part of ['app', 'components', 'lib', 'demo', 'bench', 'e2e'])
    rmSync(join(tree, part), { recursive: true, force: true });
  rmSync(join(tree, 'server.ts'));
  expect(check()).toContain('0 of 0 files read');
  expect(spawnSync(process.execPath, [join(tree, 'bin/imports.mjs'), tree]).status).toBe(1);
});
