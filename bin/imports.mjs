// Holds the import matrix of .dependency-cruiser.mjs against a tree: `node bin/imports.mjs [folder]`, exit 1 on a violation.
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const tree = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
process.chdir(tree);
const { default: rules } = await import(join(tree, '.dependency-cruiser.mjs'));
const roots = ['app', 'components', 'lib', 'demo', 'bench', 'e2e', 'server.ts'].filter((path) => existsSync(path));

const result = await cruise(
  roots,
  { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true },
  rules.options.enhancedResolveOptions,
  { tsConfig: extractTSConfig('tsconfig.json') },
);
const { modules, summary } = /** @type {import('dependency-cruiser').ICruiseResult} */ (result.output);

// A cruiser that cannot read TypeScript reads nothing, and finds nothing wrong with it.
const read = new Set(modules.filter((module) => !module.coreModule && !module.couldNotResolve).map((module) => module.source));
const files = roots.flatMap((root) =>
  root.endsWith('.ts')
    ? [root]
    : readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
        .map((entry) => relative(tree, resolve(entry.parentPath, entry.name))),
);
const unread = files.filter((file) => !read.has(file));

for (const { from, to, rule } of summary.violations) {
  const comment = rules.forbidden.find((/** @type {{ name: string }} */ one) => one.name === rule.name)?.comment;
  console.error(`${from} imports ${to} (${rule.name})\n  ${comment}`);
}
for (const file of unread) console.error(`${file} was not read by the import check`);
console.log(`${files.length - unread.length} of ${files.length} files read, ${summary.violations.length} forbidden imports`);
process.exitCode = files.length === 0 || unread.length > 0 || summary.violations.length > 0 ? 1 : 0;
