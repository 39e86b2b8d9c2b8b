// Every check and every test, in order of cost; all run even when an earlier one fails. Ends with one plain line of counts.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { findChromium } from './chromium.mjs';

const root = join(import.meta.dirname, '..');
const bin = (/** @type {string} */ name) => join(root, 'node_modules/.bin', name);
const cache = join(root, '.cache');
mkdirSync(cache, { recursive: true });

/** @typedef {{ passed: number, failed: number, skipped: number, names?: string[] }} Counts `names` are the tests that failed, and why. */

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [extra]
 * @returns {Promise<boolean>} whether it ended well
 */
const run = (command, args, extra = {}) =>
  new Promise((resolve) => {
    const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path, ...extra } });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });

/** @returns {Promise<Counts>} */
const check = async (/** @type {string} */ command, /** @type {string[]} */ ...args) => {
  const passed = await run(command, args);
  return { passed: Number(passed), failed: Number(!passed), skipped: 0 };
};

/** A runner that ends badly without saying which test failed has failed as a whole. */
const settled = (/** @type {Counts} */ counts, /** @type {boolean} */ endedWell) =>
  endedWell || counts.failed > 0 ? counts : { ...counts, failed: 1 };

const linesToldOfAFailure = 25;

/** A failed test and the first lines of why: what stands above may be out of reach by then. */
const told = (/** @type {string} */ test, /** @type {string[]} */ reasons) => {
  const lines = reasons.flatMap((reason) => stripVTControlCharacters(reason).split('\n')).slice(0, linesToldOfAFailure);
  return [test, ...lines.map((line) => `    ${line.slice(0, 300)}`)].join('\n');
};

/**
 * A file that could not be read has failed without a test of its own.
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} Assertion
 * @param {{ testResults: { name: string, status: string, message: string, assertionResults: Assertion[] }[] }} said
 */
const failedInVitest = ({ testResults }) =>
  testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length > 0) return failed.map(({ fullName, failureMessages }) => told(`${file} › ${fullName}`, failureMessages));
    return status === 'failed' ? [told(file, [message])] : [];
  });

/**
 * @typedef {{ title: string, file: string, line: number, ok: boolean, tests: { results: { errors: { message?: string }[] }[] }[] }} Spec
 * @typedef {{ suites?: Suite[], specs?: Spec[] }} Suite
 * @param {Suite} suite
 * @returns {string[]}
 */
const failedInPlaywright = ({ suites = [], specs = [] }) => [
  ...specs
    .filter(({ ok }) => !ok)
    .map(({ file, line, title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
      return told(
        `e2e/${file}:${line} › ${title}`,
        errors.map(({ message = '' }) => message),
      );
    }),
  ...suites.flatMap(failedInPlaywright),
];

/** @returns {Promise<Counts>} */
const vitest = async (/** @type {string} */ project) => {
  const report = join(cache, `vitest-${project}.json`);
  rmSync(report, { force: true });
  const endedWell = await run(bin('vitest'), [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const said = JSON.parse(readFileSync(report, 'utf8'));
  const skipped = said.numPendingTests + said.numTodoTests;
  return settled({ passed: said.numPassedTests, failed: said.numFailedTests, skipped, names: failedInVitest(said) }, endedWell);
};

/** @returns {Promise<Counts>} */
const endToEnd = async () => {
  const report = join(cache, 'e2e.json');
  rmSync(report, { force: true });
  const browser = await findChromium();
  console.log(`Chromium: ${browser}`);
  const endedWell = await run(bin('playwright'), ['test', '--config', 'e2e/playwright.config.ts'], {
    TRAILWATCH_CHROMIUM: browser,
  });
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const said = JSON.parse(readFileSync(report, 'utf8'));
  const { expected, unexpected, flaky, skipped } = said.stats;
  return settled({ passed: expected + flaky, failed: unexpected, skipped, names: failedInPlaywright(said) }, endedWell);
};

/** @type {[string, () => Promise<Counts>][]} */
const stages = [
  ['format and lint', () => check(bin('biome'), 'check', '.')],
  ['types', () => check(bin('tsc'), '--noEmit')],
  ['import rules', () => check(process.execPath, 'bin/imports.mjs')],
  ['dead code', () => check(bin('knip'))],
  ['unit tests', () => vitest('unit')],
  ['build', () => check(process.execPath, '--disable-warning=ExperimentalWarning', 'lib/cli/main.ts', 'build')],
  ['database tests', () => vitest('db')],
  ['simulations', () => vitest('sim')],
  ['end-to-end tests', endToEnd],
];

const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const failures = [];
const wanted = process.argv.slice(2);
for (const [name, stage] of stages.filter(([name]) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)))) {
  console.log(`\n── ${name}`);
  const startedAt = performance.now();
  const counts = await stage().catch((error) => {
    console.error(error);
    return /** @type {Counts} */ ({ passed: 0, failed: 1, skipped: 0 });
  });
  const tookSeconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${tookSeconds} s`);
  if (counts.failed > 0)
    failures.push(...(counts.names?.length ? counts.names : ['as a whole']).map((test) => `${name}: ${test}`));
  for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += counts[key];
}

const isSharedMissing = !existsSync(join(root, '../shared'));
if (isSharedMissing && total.skipped > 0) console.log(`\n../shared is missing: tests that read it were skipped`);
if (isSharedMissing && total.skipped > 0 && process.env.CI === 'true') total.failed += 1;
if (failures.length > 0) console.log(`\nfailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;
