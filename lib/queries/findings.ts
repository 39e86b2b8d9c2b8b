import { absences } from '#lib/catalog/absence.ts';
import { healthWords, teamRules } from '#lib/catalog/health.ts';
import { formatCount, formatDuration } from '#lib/format.ts';
import type { RuleResult } from '#lib/metrics/health.ts';
import { type Finding, unreadSentence } from '#lib/metrics/team-health.ts';
import { minuteMs } from '#lib/time.ts';
import type { FleetEntry } from './health.ts';
import { isHeard } from './heard.ts';
import type { NodeRecord } from './nodes.ts';
import { accountName } from './setup.ts';
import type { JobTally, LabelingTally } from './work.ts';

type Parts = {
  fleet: readonly FleetEntry[];
  jobs: readonly JobTally[];
  labeling: readonly LabelingTally[];
  nodes: readonly NodeRecord[];
};

/** Everything that has a word of its own. Endpoints of a place that cannot be read are one finding a team, not one each. */
export function findingsOf({ fleet, jobs, labeling, nodes }: Parts, now: number): Finding[] {
  const unread = fleet.filter((entry) => readRule(entry)?.word);
  const hidden = new Set(unread);
  return [
    ...unreadFindings(unread, now),
    ...fleet.filter((entry) => !hidden.has(entry) || isWorseThanUnknown(entry)).flatMap(endpointFinding),
    ...labeling.flatMap((one) => labelingFinding(one, now)),
    ...unreadNodes(nodes.filter((node) => node.isUnread)),
    ...nodes.filter((node) => !node.isUnread).flatMap(nodeFinding),
    ...jobs.flatMap(jobFinding),
  ];
}

/** Its status is known, whatever its metrics: a deployment that is rolled back is told beside the place that cannot be read. */
const isWorseThanUnknown = ({ report }: FleetEntry): boolean => healthWords[report.word].rank < healthWords.unknown.rank;

const readRule = ({ report }: FleetEntry): RuleResult | undefined => report.rules.find((rule) => rule.id === 'read');

const endpointFinding = ({ endpoint, report }: FleetEntry): Finding[] =>
  report.word === 'healthy' || report.word === 'no_traffic'
    ? []
    : [
        {
          word: report.word,
          absence: report.rules[0]?.absence ?? null,
          subject: endpoint.name,
          sentence: report.sentence,
          since: report.since,
          team: endpoint.team,
          kind: 'endpoint',
          place: endpoint,
        },
      ];

/** "cannot be read: sts:AssumeRole denied", or how long ago it was. */
function whyUnread({ coverage, evidence }: FleetEntry, now: number): string {
  const { blocked = null, readTo = null } = coverage ?? {};
  if (evidence.blocked && blocked?.call) return `cannot be read: ${blocked.call} ${absences[blocked.absence].word}`;
  return readTo === null ? 'was not read yet' : `was last read ${formatDuration(now - readTo)} ago`;
}

const unreadFindings = (entries: readonly FleetEntry[], now: number): Finding[] =>
  [...Map.groupBy(entries, ({ endpoint }) => `${endpoint.team} ${endpoint.account} ${endpoint.region}`).values()].flatMap(
    (some) => {
      const [first] = some;
      const rule = first && readRule(first);
      if (!first || !rule) return [];
      const { account, region, team } = first.endpoint;
      const illThen = some.filter((entry) => readRule(entry)?.formerWord).length;
      const unread = { said: whyUnread(first, now), endpoints: some.length, illThen };
      return [
        {
          word: 'unknown' as const,
          absence: rule.absence,
          subject: `${accountName(account)} ${region}`,
          sentence: unreadSentence(unread),
          since: rule.since,
          team,
          kind: 'place' as const,
          place: { account, region, name: '' },
          unread,
        },
      ];
    },
  );

const idleMs = (one: LabelingTally, now: number): number => now - (one.lastWorkAt ?? one.startedAt ?? now);

export const isStalled = (one: LabelingTally, now: number): boolean =>
  one.waiting > 0 && one.isWorkTime && isHeard(one.readAt, now) && idleMs(one, now) > teamRules.idleLabelingMinutes * minuteMs;

const labelingFinding = (one: LabelingTally, now: number): Finding[] =>
  isStalled(one, now)
    ? [
        {
          word: 'degraded',
          absence: null,
          subject: one.name,
          sentence: `has ${formatCount(one.waiting, 'object', 'objects')} waiting and nobody working for ${formatDuration(idleMs(one, now))}`,
          since: one.lastWorkAt ?? one.startedAt,
          team: one.team,
          kind: 'labeling',
          place: one,
        },
      ]
    : [];

/** Nodes that were not read are one thing a cluster. */
const unreadNodes = (nodes: readonly NodeRecord[]): Finding[] =>
  [...Map.groupBy(nodes, ({ team, account, region, cluster }) => `${team} ${account} ${region} ${cluster}`).values()].flatMap(
    (some) => {
      const [first] = some.toSorted((a, b) => a.lastSeenAt - b.lastSeenAt);
      return first
        ? [
            {
              word: 'unknown' as const,
              absence: 'late' as const,
              subject: first.cluster,
              sentence: `has ${formatCount(some.length, 'node', 'nodes')} that nobody has read lately`,
              since: first.lastSeenAt,
              team: first.team,
              kind: 'node' as const,
              place: first,
            },
          ]
        : [];
    },
  );

const nodeFinding = (node: NodeRecord): Finding[] =>
  node.word === 'healthy' || node.word === 'no_traffic'
    ? []
    : [
        {
          word: node.word === 'failing' ? 'degraded' : node.word,
          absence: null,
          subject: node.name,
          sentence: `of ${node.cluster}: ${node.sentence}`,
          since: null,
          team: node.team,
          kind: 'node',
          place: node,
        },
      ];

const jobFinding = (tally: JobTally): Finding[] =>
  tally.failed >= Math.max(teamRules.failedJobs, teamRules.failedJobShare * tally.total) && tally.newest
    ? [
        {
          word: 'degraded',
          absence: null,
          subject: tally.newest.name,
          sentence: `is the last of ${tally.failed} failed jobs of ${tally.total} in 24 h${tally.newest.reason ? `: ${tally.newest.reason}` : ''}`,
          since: tally.failedAt[0] ?? tally.newest.at,
          team: tally.team,
          kind: 'job',
          place: { ...tally.newest, jobKind: tally.newest.kind },
        },
      ]
    : [];
