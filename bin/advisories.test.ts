import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Hit,
  hitsOf,
  judgeAdvisory,
  judgeAge,
  longestDecisionDays,
  mendDays,
  type Severity,
  updateDays,
} from './advisory-frames.mjs';

/** As npm 11 answers: a package that is hit, installed twice, and one that only brings it. */
const report = {
  auditReportVersion: 2,
  vulnerabilities: {
    glob: {
      name: 'glob',
      severity: 'high',
      isDirect: false,
      via: [
        {
          source: 1109843,
          name: 'glob',
          dependency: 'glob',
          title: 'glob CLI: Command injection via -c/--cmd executes matches with shell:true',
          url: 'https://github.com/advisories/GHSA-5j98-mcp5-4vw2',
          severity: 'high',
          cwe: ['CWE-78'],
          cvss: { score: 7.5, vectorString: 'CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:H/I:H/A:H' },
          range: '>=10.2.0 <10.5.0',
        },
      ],
      effects: ['sucrase'],
      range: '10.2.0 - 10.4.5',
      nodes: ['node_modules/glob', 'node_modules/sucrase/node_modules/glob'],
      fixAvailable: true,
    },
    sucrase: {
      name: 'sucrase',
      severity: 'high',
      isDirect: true,
      via: ['glob'],
      effects: [],
      range: '3.35.0',
      nodes: ['node_modules/sucrase'],
      fixAvailable: { name: 'sucrase', version: '3.35.1', isSemVerMajor: false },
    },
  },
  metadata: {
    vulnerabilities: { info: 0, low: 0, moderate: 0, high: 2, critical: 0, total: 2 },
    dependencies: { prod: 300, dev: 180, optional: 40, peer: 0, peerOptional: 0, total: 480 },
  },
};
const lock = {
  'node_modules/glob': { version: '10.4.1' },
  'node_modules/sucrase': { version: '3.35.0', dev: true },
  'node_modules/sucrase/node_modules/glob': { version: '10.4.5', dev: true },
};
const glob = {
  versions: ['10.4.1', '10.4.5', '10.5.0-rc.1', '10.5.0', '11.0.0', '12.0.0'],
  time: {
    '10.4.1': '2024-05-29T00:00:00Z',
    '10.4.5': '2024-07-09T00:00:00Z',
    '10.5.0-rc.1': '2025-11-01T00:00:00Z',
    '10.5.0': '2025-11-17T10:00:00Z',
    '11.0.0': '2025-12-01T00:00:00Z',
    '12.0.0': '2026-06-01T00:00:00Z',
  },
  latest: '11.0.0',
};
const [hit] = hitsOf(report, lock) as [Hit, Hit];
const on = (day: string) => ({ now: Date.parse(`${day}T12:00:00Z`), accepted: [] });

test('an advisory is told for every package that it hits, and where that runs', () => {
  expect(hitsOf(report, lock)?.map(({ package: name, version, runs }) => [name, version, runs])).toEqual([
    ['glob', '10.4.1', 'production'],
    ['glob', '10.4.5', 'development'],
  ]);
});

test('no advisories are an answer', () => {
  expect(hitsOf({ ...report, vulnerabilities: {} }, lock)).toEqual([]);
});

test.each([
  [
    'a refusal',
    { message: '405 Method Not Allowed', method: 'POST', statusCode: 405, body: '', error: { summary: '', detail: '' } },
  ],
  ['no connection', { message: 'request failed', error: { code: 'ECONNREFUSED', summary: 'request failed', detail: '' } }],
  ['the format of npm 6', { auditReportVersion: 1, advisories: {}, metadata: {} }],
  ['no text', null],
])('%s is no clean answer', (_, said) => {
  expect(hitsOf(said, lock)).toBeNull();
});

describe('an advisory against its time frame', () => {
  test.each<[Severity, 'production' | 'development', string, boolean]>([
    ['critical', 'production', '2025-11-20', true],
    ['high', 'production', '2025-11-25', true],
    ['high', 'production', '2025-11-24', false],
    ['high', 'development', '2025-11-25', false],
    ['high', 'development', '2025-12-18', true],
    ['moderate', 'production', '2025-12-16', false],
    ['low', 'production', '2026-02-16', true],
  ])('%s in %s on %s: late is %s', (severity, runs, day, late) => {
    expect(judgeAdvisory({ ...hit, severity, runs }, glob, on(day))).toMatchObject({
      mended: '10.5.0',
      from: '2025-11-17',
      breached: late,
    });
  });

  test('what nothing mends counts from the release in use', () => {
    const verdict = judgeAdvisory({ ...hit, range: '*' }, glob, on('2025-11-18'));
    expect(verdict).toMatchObject({ mended: null, from: '2024-05-29', due: '2024-06-05', breached: true });
  });

  test('what the registry does not know is late', () => {
    expect(judgeAdvisory(hit, { versions: [], time: {}, latest: '0.0.0' }, on('2025-11-18'))).toMatchObject({
      due: null,
      breached: true,
    });
  });

  test('a decision holds until its day', () => {
    const accepted = [{ url: hit.url, until: '2026-01-31', why: 'the command line of glob is never run' }];
    expect(judgeAdvisory(hit, glob, { ...on('2026-01-30'), accepted }).breached).toBe(false);
    expect(judgeAdvisory(hit, glob, { ...on('2026-02-01'), accepted }).breached).toBe(true);
    expect(judgeAdvisory(hit, glob, { ...on('2025-11-01'), accepted }).accepted, 'made for too long').toBeNull();
  });
});

describe('a direct dependency against the general time frame', () => {
  test.each([
    ['10.4.5', '2026-02-15', '10.5.0', '2026-02-15', false],
    ['10.4.5', '2026-02-16', '10.5.0', '2026-02-15', true],
    ['10.5.0', '2026-08-29', '11.0.0', '2026-08-28', true],
    ['11.0.0', '2026-11-28', null, null, false],
    ['9.9.9', '2026-11-28', '10.4.1', '2025-02-23', true],
  ])('%s on %s: %s is due %s, late is %s', (version, day, next, due, late) => {
    expect(judgeAge({ name: 'glob', version }, glob, on(day).now)).toMatchObject({ next, due, breached: late });
  });

  test('its age is that of the release in use', () => {
    expect(judgeAge({ name: 'glob', version: '10.4.1' }, glob, on('2024-06-28').now)).toMatchObject({
      released: '2024-05-29',
      ageDays: 30,
      breached: false,
    });
  });
});

test('Node stays on its long-term line', () => {
  expect(judgeAge({ name: '@types/node', version: '10.5.0' }, glob, on('2026-11-28').now)).toMatchObject({
    next: null,
    breached: false,
  });
});

test('the time frames are those that docs/security/dependencies.md tells', () => {
  const text = readFileSync(join(import.meta.dirname, '../docs/security/dependencies.md'), 'utf8');
  const rows = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  for (const [severity, { production, development }] of Object.entries(mendDays)) {
    expect(rows).toContainEqual(['', severity, `${production} days`, `${development} days`, '']);
  }
  expect(text).toContain(`after ${longestDecisionDays} days at most`);
  expect(rows).toContainEqual(['', 'the same major version', `${updateDays.same} days`, '']);
  expect(rows).toContainEqual(['', 'a later major version', `${updateDays.major} days`, '']);
});
