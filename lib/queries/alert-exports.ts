import { parseAlertFilter } from '#lib/alerts/filter.ts';
import { type AlertRecord, listAlerts } from './alerts.ts';
import { type ExportRow, mostExported } from './csv.ts';
import type { ExportTable } from './exports.ts';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const exported = (row: AlertRecord): ExportRow => ({
  fired_at: iso(row.firedAt),
  began_at: iso(row.beganAt),
  ended_at: iso(row.resolvedAt),
  state: row.word,
  severity: row.facts?.severity ?? null,
  rule: row.rule,
  title: row.facts?.title ?? row.rule,
  account: row.account,
  region: row.region,
  kind: row.kind,
  name: row.name,
  arn: row.arn,
  team: row.team,
  sentence: row.sentence,
  figure: row.figure,
  came_back: row.returns,
  acknowledged_at: iso(row.acknowledgedAt),
  acknowledged_by: row.acknowledgedBy,
  silenced_until: iso(row.silence?.until ?? null),
  silenced_by: row.silence?.by ?? null,
  alert: row.id,
});

const alerts: ExportTable = async (scope, ask) =>
  (await listAlerts(scope, { ...ask, filter: parseAlertFilter(ask.search), limit: mostExported })).rows.map(exported);

export const alertExports = { alerts } as const satisfies Record<string, ExportTable>;
