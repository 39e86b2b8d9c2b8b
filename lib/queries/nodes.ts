import type { TeamScope } from '#lib/auth/scope.ts';
import { textAt } from '#lib/catalog/answer.ts';
import { lateAfterMs } from '#lib/catalog/collectors.ts';
import { type Health, healthWords, nodeGauges, nodeStatuses } from '#lib/catalog/health.ts';
import { formatDuration } from '#lib/format.ts';
import { minutesOf } from '#lib/metrics/hours.ts';
import { floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { listTeamSeries, readHours } from './series.ts';
import { type Ask, read, teamsOf, toTime } from './sql.ts';

/** One HyperPod node. Epoch ms. */
export type NodeRecord = {
  account: string;
  region: string;
  team: string;
  cluster: string;
  group: string | null;
  name: string;
  instanceType: string | null;
  status: string | null;
  word: Health;
  /** "failed its checks and awaits replacement", AWS's message, or its status word. */
  sentence: string;
  launchedAt: number | null;
  lastSeenAt: number;
  /** Not read lately enough to speak of now. */
  isUnread: boolean;
};

type Row = {
  account: string;
  region: string;
  team: string;
  name: string;
  parent: string | null;
  status: string | null;
  description: unknown;
  launchedAt: number | null;
  lastSeenAt: number;
};

const gaugeHours = 1;

/** HyperPod nodes at a moment, the worst first: AWS's own word, and Container Insights' gauges where they are on. */
export async function listNodes(scope: TeamScope, ask: Ask): Promise<NodeRecord[]> {
  const [rows, series] = await Promise.all([
    read<Row>(
      scope,
      'nodes',
      `select account, region, team, name, parent, status, description, extract(epoch from created_at)::float8 * 1000 as "launchedAt",
         extract(epoch from last_seen_at)::float8 * 1000 as "lastSeenAt"
       from resource n where kind = 'cluster_node' and (deleted_at is null or deleted_at > $2) and coalesce(created_at, first_seen_at) <= $2
         and not exists (select from resource c where (c.account, c.region, c.kind) = (n.account, n.region, 'cluster')
           and 'cluster/' || c.name = n.parent and c.deleted_at <= $2)
         and ($1::text[] is null or team = any($1)) order by parent, name`,
      [teamsOf(scope, ask.team), toTime(ask.now)],
    ),
    listTeamSeries(scope, {
      team: ask.team,
      kinds: ['cluster_node'],
      wanted: nodeGauges.map(({ metric }) => `${metric} Maximum`),
    }),
  ]);
  const to = floorTo(ask.now, minuteMs);
  const hours = await readHours(scope, series, { from: to - gaugeHours * hourMs, to });
  const gauges = Map.groupBy(series, (one) => `${one.account} ${one.region} ${one.name}`);
  const reads = (row: Row, metric: string): boolean => {
    const one = gauges.get(`${row.account} ${row.region} ${row.name}`)?.find((each) => each.metricId === metric);
    const minutes = one ? minutesOf(hours.get(one.id) ?? [], to - gaugeHours * hourMs, to) : [];
    return minutes.findLast((value) => value !== null) === 1;
  };
  const nodes = rows.map((row): NodeRecord => {
    const told = nodeStatuses[row.status ?? ''] ?? 'unknown';
    const gauge = nodeGauges.find(({ metric }) => reads(row, metric));
    const word = gauge && healthWords[gauge.word].rank < healthWords[told].rank ? gauge.word : told;
    const message = textAt(row.description, 'InstanceStatus.Message');
    const ageMs = ask.now - row.lastSeenAt;
    const isUnread = ageMs > lateAfterMs;
    const said = word !== told && gauge ? gauge.says : (message ?? row.status ?? 'has no status in the answer');
    return {
      account: row.account,
      region: row.region,
      team: row.team,
      cluster: row.parent?.replace(/^cluster\//, '') ?? '',
      group: textAt(row.description, 'InstanceGroupName') ?? null,
      name: row.name,
      instanceType: textAt(row.description, 'InstanceType') ?? null,
      status: row.status,
      word: isUnread ? 'unknown' : word,
      sentence: isUnread ? `was last read ${formatDuration(ageMs)} ago, ${word} then` : said,
      isUnread,
      launchedAt: row.launchedAt,
      lastSeenAt: row.lastSeenAt,
    };
  });
  return nodes.toSorted((a, b) => healthWords[a.word].rank - healthWords[b.word].rank);
}
