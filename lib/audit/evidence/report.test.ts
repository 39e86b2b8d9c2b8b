import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hourMs } from '#lib/time.ts';
import { reportFoot, reportHead, reportRow } from './report.ts';
import type { ReportFacts } from './report-facts.ts';
import type { PackEvent } from './selection.ts';

const hostile = `"><script>alert(1)</script><img src=x onerror='x'>&amp;\u202egnp.exe\u0000\u2028</td></style>`;
const at = Date.parse('2026-11-19T07:42:00Z');

const facts: ReportFacts = {
  selection: {
    format: 'f',
    team: hostile,
    seenBy: { teams: [hostile], text: 'finds only the asker by name' },
    window: { from: '2026-11-19T00:00:00.000Z', to: '2026-11-20T00:00:00.000Z' },
    asOf: '2026-11-20T00:00:00.000Z',
    filter: { words: hostile, url: `/all/audit?q=${hostile}` },
    people: 'under pseudonyms',
    population: 1240,
    sample: { n: 25, seed: 7, by: 'team', method: 'm', strata: [{ name: hostile, size: 1240, taken: 25 }] },
  },
  made: { madeAt: '2026-11-20T00:00:00.000Z', askedBy: { kind: 'person', name: hostile } },
  strips: [
    {
      ...{ bucket: hostile, trail: hostile, region: hostile, accounts: 1, verifiedAt: at },
      hours: [
        { at, state: 'verified' },
        { at: at + hourMs, state: 'verified' },
        { at: at + 2 * hourMs, state: 'missing' },
      ],
    },
  ],
  coverage: [
    {
      account: hostile,
      region: hostile,
      completeFrom: null,
      completeTo: null,
      blocked: { word: hostile, code: hostile, since: at },
    },
  ],
  quarantined: 3,
};
const event: PackEvent = {
  ...{ account: hostile, region: hostile, eventId: hostile, at, sentence: hostile, result: hostile, team: hostile },
  ...{ integrity: hostile, record: { file: hostile, offset: 0, bytes: 1, sha256: 'x' } },
};
const page = reportHead(facts) + reportRow(event) + reportFoot({ listed: 1, taken: 2, withheld: 1 });

test('whatever an attacker wrote stands in the report as text', () => {
  expect(page.match(/<(script|img|link|iframe|object|base|form)\b/gi)).toBeNull();
  expect(page.match(/\son\w+=(?!&)/g)).toBeNull();
  for (const unseen of ['\u0000', '\u202e', '\u2028']) expect(page).not.toContain(unseen);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).toContain('\\u{202e}gnp.exe\\u{0}\\u{2028}');
  expect(page.split('</style>')).toHaveLength(2);
  expect(page.match(/<td/g)?.length).toBe(page.match(/<\/td>/g)?.length);
});

test('its policy allows its own style and nothing else', () => {
  const [, style = ''] = /<style>(.*)<\/style>/s.exec(page) ?? [];
  const sum = createHash('sha256').update(style).digest('base64');
  expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${sum}&#39;; base-uri`);
  expect(page).not.toContain('style=');
});

test('it says what was taken of how many, what is proved, what is missing, and that people are hidden', () => {
  for (const words of [
    '25 of 1,240 events, seed 7, by team',
    '1 h missing, 2 h verified',
    'nothing was read yet',
    'which could not be read and are in no population: 3.',
    'People stand under pseudonyms',
    'The first 1 event of 2 events are listed here',
    'Records withheld: 1.',
  ]) {
    expect(page).toContain(words);
  }
  expect(page.match(/<rect/g)).toHaveLength(2);
});
