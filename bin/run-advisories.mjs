// What is known against the packages in use, and how old they are, each against its time frame of docs/security/dependencies.md.
// Exit code: 0 nothing is late · 1 something is · 3 nothing is, as far as the registry answered.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { hitsOf, judgeAdvisory, judgeAge, partOf } from './advisory-frames.mjs';

/** @typedef {import('./advisory-frames.mjs').Releases} Releases */

const root = join(import.meta.dirname, '..');

const readJson = (/** @type {string} */ name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const lockFile = ['package-lock.json', 'npm-shrinkwrap.json'].find((name) => existsSync(join(root, name))) ?? '';

/**
 * Asks npm. It ends with 1 where it found something, and where it could not ask: the answer itself says which.
 * @param {string[]} args
 * @returns {Promise<any>} null: it said nothing that can be read
 */
async function ask(...args) {
  const script = process.env.npm_execpath;
  const [command, before] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  const { stdout } = await promisify(execFile)(command, [...before, ...args, '--json'], { cwd: root, maxBuffer: 1e8 }).catch(
    (error) => error,
  );
  try {
    return JSON.parse(stdout);
  } catch {
    return null;
  }
}

/** @type {Map<string, Promise<Releases | null>>} */
const asked = new Map();

/** @returns {Promise<Releases | null>} */
function releasesOf(/** @type {string} */ name) {
  const answer =
    asked.get(name) ??
    ask('view', name, 'versions', 'time', 'dist-tags').then((said) =>
      said?.time && said['dist-tags']?.latest
        ? { versions: [said.versions].flat(), time: said.time, latest: said['dist-tags'].latest }
        : null,
    );
  asked.set(name, answer);
  return answer;
}

const say = (/** @type {string} */ line) => console.log(stripVTControlCharacters(line));
const found = { late: 0, unanswered: 0 };

async function tellAdvisories(/** @type {number} */ now) {
  const report = await ask('audit', '--audit=true');
  const hits = hitsOf(report, readJson(lockFile).packages);
  if (hits === null) {
    found.unanswered += 1;
    const why = report?.message ?? report?.error?.summary ?? 'nothing that can be read';
    return say(`Advisories: no answer (${String(why).replace(/https?:\/\/\S+/g, 'the registry')}). Nothing is known of them.`);
  }
  const accepted = readJson('docs/security/accepted-advisories.json');
  say(hits.length === 0 ? 'Advisories: none is known.' : `Advisories: ${hits.length}`);
  for (const hit of hits) {
    const releases = (await releasesOf(hit.package)) ?? { versions: [], time: {}, latest: '0.0.0' };
    const { mended, from, due, breached, accepted: decision } = judgeAdvisory(hit, releases, { now, accepted });
    const state = decision ? `accepted until ${decision.until}: ${decision.why}` : breached ? 'LATE' : 'in time';
    if (breached) found.late += 1;
    say(`  ${hit.severity} · ${hit.package} ${hit.version} (${hit.runs}) · ${hit.title} · ${hit.url}`);
    say(`    ${mended ? `mended by ${mended} of ${from}` : 'nothing mends it yet'} · due ${due ?? 'at once'} · ${state}`);
  }
}

async function tellAges(/** @type {number} */ now) {
  const { dependencies, devDependencies, optionalDependencies } = readJson('package.json');
  say('\nDirect dependencies:');
  for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies })) {
    const whole = partOf.get(name);
    if (whole !== undefined) {
      say(`  ${name} ${version} · comes with ${whole}`);
      continue;
    }
    const releases = await releasesOf(name);
    if (releases === null) {
      found.unanswered += 1;
      say(`  ${name} ${version} · no answer`);
      continue;
    }
    const { released, ageDays, next, due, breached } = judgeAge({ name, version }, releases, now);
    if (breached) found.late += 1;
    const age = released ? `of ${released}, ${ageDays} days old` : 'which the registry does not know';
    say(`  ${name} ${version} · ${age} · ${next ? `${next} is due ${due}` : 'nothing newer'}${breached ? ' · LATE' : ''}`);
  }
}

const now = Date.now();
await tellAdvisories(now);
await tellAges(now);
say(`\n${found.late} late, ${found.unanswered} without an answer`);
process.exitCode = found.late > 0 ? 1 : found.unanswered > 0 ? 3 : 0;
