import { parseDetectionFilter } from '#lib/audit/detections/filter.ts';
import { ruleRow } from '#lib/audit/detections/rules.ts';
import { type ExportRow, mostExported } from './csv.ts';
import { type DetectionPage, type DetectionRow, listDetections } from './detections.ts';
import type { ExportTable } from './exports.ts';

const pageSize = 1000;

const exported = (row: DetectionRow): ExportRow => ({
  time: new Date(row.at).toISOString(),
  severity: row.severity,
  rule: row.rule,
  title: ruleRow(row.rule)?.title ?? row.rule,
  found: ruleRow(row.rule)?.says(row.found) ?? '',
  account: row.account,
  region: row.region,
  action: row.eventName,
  on: row.object ?? row.targets.join(' '),
  who: row.who,
  through: row.through,
  result: row.result,
  from: row.sourceIp,
  team: row.resources.find(({ team }) => team !== null)?.team ?? null,
  event_id: row.eventId,
});

const detections: ExportTable = async (scope, ask) => {
  const filter = parseDetectionFilter(ask.search);
  const rows: ExportRow[] = [];
  let cursor: string | null = null;
  do {
    const page: DetectionPage = await listDetections(scope, { ...ask, filter, limit: pageSize, cursor });
    rows.push(...page.rows.map(exported));
    cursor = page.next;
  } while (cursor !== null && rows.length < mostExported);
  return rows;
};

export const detectionExports = { detections } as const satisfies Record<string, ExportTable>;
