import type { Gap, Hearer } from '#lib/alerts/coverage.ts';
import { filterCoverage, parseCoverageFilter } from '#lib/alerts/coverage-filter.ts';
import { absences } from '#lib/catalog/absence.ts';
import { type CoverageRow, listAlertCoverage } from './alert-coverage.ts';
import type { ExportRow } from './csv.ts';
import type { ExportTable } from './exports.ts';

const named = (hearers: readonly Hearer[]): string => hearers.map(({ id }) => id).join(' ');

const isOf =
  <Kind extends Gap['kind']>(kind: Kind) =>
  (gap: Gap): gap is Extract<Gap, { kind: Kind }> =>
    gap.kind === kind;

const exported = (row: CoverageRow): ExportRow => ({
  account: row.account,
  region: row.region,
  endpoint: row.name,
  team: row.team,
  would_be_told: row.word === 'told' ? 'somebody' : row.word,
  told_of_pages: named(row.told.page),
  told_of_tickets: named(row.told.ticket),
  rules: row.watching,
  rules_judged: row.judged,
  not_heard: row.gaps
    .filter(isOf('unheard'))
    .flatMap(({ rules }) => rules)
    .join('; '),
  not_judged: row.gaps
    .filter(isOf('blind'))
    .map(({ absence, rules }) => `${absences[absence].word}: ${rules.join(', ')}`)
    .join('; '),
  silenced: row.gaps
    .filter(isOf('silenced'))
    .map(({ until, rules }) => `until ${new Date(until).toISOString()}: ${rules.join(', ')}`)
    .join('; '),
  within_hours_only: row.gaps
    .filter(isOf('hours'))
    .flatMap(({ channels }) => channels)
    .join(' '),
  alarm_on_errors: row.alarms.errors.state,
  alarm_on_latency: row.alarms.latency.state,
});

const coverage: ExportTable = async (scope, ask) =>
  filterCoverage(await listAlertCoverage(scope, ask), parseCoverageFilter(ask.search)).map(exported);

export const coverageExports = { 'alert-coverage': coverage } as const satisfies Record<string, ExportTable>;
