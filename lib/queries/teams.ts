import type { TeamScope } from '#lib/auth/scope.ts';
import type { Absence } from '#lib/catalog/absence.ts';
import { type EndpointRuleId, endpointRules, type Health } from '#lib/catalog/health.ts';
import { formatCount, formatFigure } from '#lib/format.ts';
import { type LaneStretch, worstLane } from '#lib/metrics/lane.ts';
import { judgeTeam, type Needs, needsSomeone } from '#lib/metrics/team-health.ts';
import { lastOf, sparkOf, type Track } from '#lib/metrics/track.ts';
import { listChangeMoments } from './changes.ts';
import { findingsOf, isStalled } from './findings.ts';
import { type FleetEntry, laneWindow, listFleet } from './health.ts';
import { listNodes, type NodeRecord } from './nodes.ts';
import { listTeams } from './shell.ts';
import type { Ask } from './sql.ts';
import {
  type HoldingCount,
  type JobTally,
  type LabelingTally,
  listHoldings,
  listJobTallies,
  listLabelingTallies,
} from './work.ts';

/** A figure of a team's worst endpoint with its last 24 h, or the word why there is none; null where the team has no endpoint. */
export type WorstFigure =
  | { endpoint: string; value: number; spark: (number | null)[]; limit: number | null; isBeyond: boolean }
  | { absence: Absence }
  | null;

export type TeamRow = {
  team: string;
  name: string;
  holdings: HoldingCount;
  word: Health;
  /** The thing that earned the word, in bold before the sentence; null when the sentence speaks of all. */
  subject: string | null;
  sentence: string;
  since: number | null;
  lane: readonly LaneStretch[];
  changes: readonly number[];
  errors: WorstFigure;
  p99: WorstFigure;
  jobs: JobTally | null;
  waiting: { count: number; isStalled: boolean } | null;
  /** When its data was last read, and whether something stands in the way; null when nothing was read yet. */
  readAt: number | null;
  blocked: Absence | null;
};

export type Board = {
  rows: TeamRow[];
  needs: Needs;
  window: { from: number; to: number };
  places: { accounts: number; regions: number };
  fleet: readonly FleetEntry[];
  nodes: readonly NodeRecord[];
  labeling: readonly LabelingTally[];
};

/** The morning board: every team of the scope with its word, and what needs someone now. */
export async function getBoard(scope: TeamScope, ask: Ask): Promise<Board> {
  const window = laneWindow(ask.now);
  const [teams, fleet, jobs, labeling, nodes, holdings, changes] = await Promise.all([
    listTeams(scope),
    listFleet(scope, ask),
    listJobTallies(scope, ask),
    listLabelingTallies(scope, ask),
    listNodes(scope, ask),
    listHoldings(scope, ask),
    listChangeMoments(scope, window),
  ]);
  const findings = findingsOf({ fleet, jobs, labeling, nodes }, ask.now);
  const rows = teams
    .filter(({ slug }) => ask.team === 'all' || slug === ask.team)
    .map(({ slug, name }): TeamRow => {
      const own = fleet.filter((entry) => entry.endpoint.team === slug);
      const work = labeling.filter((one) => one.team === slug);
      const verdict = judgeTeam(
        findings.filter((one) => one.team === slug),
        own.map((entry) => entry.report.word),
      );
      const tally = jobs.find((one) => one.team === slug) ?? null;
      const read = own.map((entry) => entry.coverage?.readAt ?? null).filter((at) => at !== null);
      return {
        team: slug,
        name,
        holdings: holdings.find((one) => one.team === slug) ?? { team: slug, endpoints: 0, workteams: 0, nodes: 0 },
        word: verdict.word,
        subject: verdict.finding?.subject ?? null,
        sentence: verdict.finding?.sentence ?? quietSentence(own, tally),
        since: verdict.finding?.since ?? null,
        lane: worstLane(
          own.map((entry) => entry.lane),
          window,
        ),
        changes: changes.filter((one) => one.team === slug).map((one) => one.at),
        errors: worstOf(own, worstErrors),
        p99: worstOf(own, worstP99),
        jobs: tally,
        waiting: waitingOf(work, ask.now),
        readAt: read.length === 0 ? newest(fleet) : Math.min(...read),
        blocked: own.map((entry) => entry.coverage?.blocked?.absence ?? null).find((absence) => absence !== null) ?? null,
      };
    });
  const places = {
    accounts: new Set(fleet.map((one) => one.endpoint.account)).size,
    regions: new Set(fleet.map((one) => one.endpoint.region)).size,
  };
  return { rows, needs: needsSomeone(findings), window, places, fleet, nodes, labeling };
}

const newest = (fleet: readonly FleetEntry[]): number | null =>
  fleet.reduce<number | null>((at, entry) => Math.max(at ?? 0, entry.coverage?.readAt ?? 0) || at, null);

function quietSentence(fleet: readonly FleetEntry[], jobs: JobTally | null): string {
  const calls = fleet.map((entry) => ({ name: entry.endpoint.name, value: lastOf(entry.evidence.calls)?.value ?? 0 }));
  const busiest = calls.toSorted((a, b) => b.value - a.value)[0];
  if (!busiest)
    return jobs && jobs.total > 0
      ? `Jobs only: ${formatCount(jobs.total, 'ran', 'ran')} in 24 h, ${jobs.failed} failed.`
      : 'Nothing ran in 24 h.';
  if (busiest.value === 0)
    return `${fleet.length === 1 ? busiest.name : `All ${fleet.length} endpoints`} stood ready and nothing called.`;
  return `All ${fleet.length} inside their rules; busiest is ${busiest.name}, ${formatFigure(busiest.value, 'count').text} calls/min.`;
}

const recentMinutes = 5;

type Figured = {
  track: (entry: FleetEntry) => Track;
  limit: (entry: FleetEntry) => number | null;
  /** Rules that make the figure ask for attention. */
  rules: readonly EndpointRuleId[];
};
const worstErrors: Figured = {
  track: (entry) => entry.evidence.errorShare,
  limit: () => endpointRules.errors.limit,
  rules: ['errors', 'errors_some'],
};
const worstP99: Figured = {
  track: (entry) => entry.evidence.p99Ms,
  limit: (entry) => entry.evidence.p99LimitMs,
  rules: ['latency'],
};

function worstOf(fleet: readonly FleetEntry[], { track, limit, rules }: Figured): WorstFigure {
  if (fleet.length === 0) return null;
  const read = fleet.flatMap((entry) => {
    const recent = track(entry)
      .values.slice(-recentMinutes)
      .filter((value) => value !== null);
    return recent.length === 0 ? [] : [{ entry, value: Math.max(...recent) }];
  });
  const worst = read.toSorted((a, b) => b.value - a.value)[0];
  if (!worst) {
    const blocked = fleet.map((entry) => entry.coverage?.blocked?.absence).find((absence) => absence !== undefined);
    const absences = fleet.map((entry) => track(entry).absence ?? 'no_traffic');
    return { absence: blocked ?? (absences.every((one) => one === absences[0]) ? (absences[0] ?? 'no_traffic') : 'no_traffic') };
  }
  const bound = limit(worst.entry);
  return {
    endpoint: worst.entry.endpoint.name,
    value: worst.value,
    spark: sparkOf(track(worst.entry)),
    limit: bound,
    isBeyond: worst.entry.report.rules.some((rule) => rule.word !== null && rules.includes(rule.id)),
  };
}

const waitingOf = (work: readonly LabelingTally[], now: number): TeamRow['waiting'] =>
  work.length === 0
    ? null
    : { count: work.reduce((sum, one) => sum + one.waiting, 0), isStalled: work.some((one) => isStalled(one, now)) };
