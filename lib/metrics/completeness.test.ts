import { describe, expect, test } from 'vitest';
import { answeredMinutes, completenessOf, type JobEvidence } from './completeness.ts';

const at = (time: string): number => Date.parse(`2026-11-19T${time}Z`);
const never = Number.NEGATIVE_INFINITY;
const always = Number.POSITIVE_INFINITY;
const asked = (id: number, from: string, to: string) => ({
  ...{ id, askedTo: at(to) / 1000, activeTo: at('11:16:00') / 1000 },
  settled: [
    { from: never, to: at('10:30:00') / 1000 },
    { from: at(from) / 1000, to: at(to) / 1000 },
    { from: at('11:16:00') / 1000, to: always },
  ],
});
const job: JobEvidence = {
  ...{ status: 'Completed', failureReason: null, isConfigured: true, hasMetrics: true, now: at('12:00:00') },
  ...{ createdAt: at('10:59:40'), endedAt: at('11:01:10'), startedBy: { who: 'mira', eventId: 'e-1' } },
  reach: [asked(1, '08:00:00', '11:20:00'), asked(2, '08:00:00', '11:20:00')],
};
const lines = (row: Partial<JobEvidence>): string[] =>
  completenessOf({ ...job, ...row }).map(({ label, says, absence }) => `${label}: ${says}${absence ? ` (${absence})` : ''}`);

describe('the record of a job', () => {
  test('of ninety seconds is complete when all three minutes that it touched were answered', () =>
    expect(lines({})).toEqual(['Configuration: known', 'Metrics: 3 of 3 min', 'Made by: mira']));

  test.each<[string, Partial<JobEvidence>, string]>([
    [
      'a series that was not asked to the end',
      { reach: [...job.reach, asked(3, '08:00:00', '11:00:00')] },
      'Metrics: 1 of 3 min (late)',
    ],
    ['no series yet', { reach: [] }, 'Metrics: no series is known yet (not_collected)'],
    ['a kind without metrics', { hasMetrics: false }, 'Metrics: none: jobs of this kind publish none (not_published)'],
    ['no event', { startedBy: null }, 'Made by: no CloudTrail event is stored (not_collected)'],
    ['no Describe answer', { isConfigured: false }, 'Configuration: not read (not_collected)'],
    ['a failure with its reason', { status: 'Failed', failureReason: 'OutOfMemory' }, 'Why it failed: told by AWS'],
    ['a failure without', { status: 'Failed' }, 'Why it failed: AWS gave no reason (not_published)'],
    ['one that runs', { endedAt: null, now: at('11:05:30') }, 'Metrics: 4 of 4 min so far'],
  ])('with %s says so', (_, row, line) => expect(lines(row)).toContain(line));

  test('without a birth has no minutes', () =>
    expect(answeredMinutes({ ...job, createdAt: null })).toEqual({ answered: 0, lived: 0 }));
});
