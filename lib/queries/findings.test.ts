import { expect, test } from 'vitest';
import { minuteMs } from '#lib/time.ts';
import { isStalled } from './findings.ts';
import type { LabelingTally } from './work.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const ago = (minutes: number) => now - minutes * minuteMs;
const idle: LabelingTally = {
  ...{ team: 'retail', account: '111122223333', region: 'eu-west-1', name: 'shelf', waiting: 312, labeled: 10, isWorkTime: true },
  ...{ lastWorkAt: ago(38), startedAt: ago(900), readAt: ago(1) },
};

test.each<[string, Partial<LabelingTally>, boolean]>([
  ['tasks wait and nobody works', {}, true],
  ['somebody worked lately', { lastWorkAt: ago(20) }, false],
  ['nobody has worked yet', { lastWorkAt: null }, true],
  ['nothing waits', { waiting: 0 }, false],
  ['nobody worked at this time yesterday', { isWorkTime: false }, false],
  ['the log was not read lately', { readAt: ago(41) }, false],
  ['the log was never read', { readAt: null }, false],
])('%s', (_, changed, stalled) => expect(isStalled({ ...idle, ...changed }, now)).toBe(stalled));
