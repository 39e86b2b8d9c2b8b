import type { Absence } from '#lib/catalog/absence.ts';
import { minuteMs } from '#lib/time.ts';
import type { SeriesReach } from './reach.ts';
import { common, settledEnd, within } from './windows.ts';

/** What is known of a job, for judging how complete its record is. Epoch ms. */
export type JobEvidence = {
  status: string | null;
  failureReason: string | null;
  isConfigured: boolean;
  createdAt: number | null;
  endedAt: number | null;
  /** false: jobs of this kind publish no metrics. */
  hasMetrics: boolean;
  reach: readonly SeriesReach[];
  startedBy: { who: string; eventId: string } | null;
  now: number;
};

/** One part of the record: whether it is there, in words, and the word of what is missing. */
export type RecordPart = { label: string; says: string; absence: Absence | null; eventId?: string };

const there = (label: string, says: string): RecordPart => ({ label, says, absence: null });
const missing = (label: string, says: string, absence: Absence): RecordPart => ({ label, says, absence });

/** Minutes of a life that are settled by now, and those of them that every series was asked for and answered. */
export function answeredMinutes({
  createdAt,
  endedAt,
  reach,
  now,
}: Pick<JobEvidence, 'createdAt' | 'endedAt' | 'reach' | 'now'>): {
  answered: number;
  lived: number;
} {
  if (createdAt === null) return { answered: 0, lived: 0 };
  const from = Math.floor(createdAt / minuteMs);
  const to = endedAt === null ? Math.max(from, settledEnd(now) / minuteMs) : Math.max(from + 1, Math.ceil(endedAt / minuteMs));
  const settled = common(reach.map((one) => one.settled));
  const answered = within({ from: from * 60, to: to * 60 }, settled);
  return { answered: answered.reduce((sum, one) => sum + (one.to - one.from) / 60, 0), lived: to - from };
}

function metricsPart(evidence: JobEvidence): RecordPart {
  const { hasMetrics, reach, endedAt } = evidence;
  if (!hasMetrics) return missing('Metrics', 'none: jobs of this kind publish none', 'not_published');
  if (reach.length === 0) return missing('Metrics', 'no series is known yet', 'not_collected');
  const { answered, lived } = answeredMinutes(evidence);
  const says = `${answered} of ${lived} min${endedAt === null ? ' so far' : ''}`;
  return answered >= lived ? there('Metrics', says) : missing('Metrics', says, 'late');
}

function whyPart({ status, failureReason, endedAt }: JobEvidence): RecordPart | null {
  if (!/fail/i.test(status ?? '')) return null;
  if (failureReason !== null) return there('Why it failed', 'told by AWS');
  return missing(
    'Why it failed',
    endedAt === null ? 'not told yet' : 'AWS gave no reason',
    endedAt === null ? 'late' : 'not_published',
  );
}

/** How complete the record of a job is: its configuration, its metrics by the minute, who made it, and why it failed if it did. */
export function completenessOf(evidence: JobEvidence): RecordPart[] {
  const { isConfigured, startedBy } = evidence;
  const why = whyPart(evidence);
  return [
    isConfigured ? there('Configuration', 'known') : missing('Configuration', 'not read', 'not_collected'),
    metricsPart(evidence),
    startedBy
      ? { ...there('Made by', startedBy.who), eventId: startedBy.eventId }
      : missing('Made by', 'no CloudTrail event is stored', 'not_collected'),
    ...(why ? [why] : []),
  ];
}
