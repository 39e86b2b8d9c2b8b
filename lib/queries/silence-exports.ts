import { silenceWord } from '#lib/alerts/silences.ts';
import { type ExportRow, mostExported } from './csv.ts';
import type { ExportTable } from './exports.ts';
import { listSilences, type SilenceRecord } from './silences.ts';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const exported = (row: SilenceRecord, now: number): ExportRow => ({
  silence: row.id,
  state: silenceWord(row, now),
  starts_at: iso(row.startsAt),
  ends_at: iso(row.endsAt),
  team: row.team,
  rules: row.rules.join(' '),
  kinds: row.kinds.join(' '),
  account: row.account,
  region: row.region,
  name: row.name,
  open_alerts: row.matches,
  reason: row.reason,
  made_by: row.madeBy,
  made_at: iso(row.madeAt),
  ended_at: iso(row.endedAt),
  ended_by: row.endedBy,
});

const silences: ExportTable = async (scope, ask) =>
  (await listSilences(scope, { ...ask, limit: mostExported })).rows.map((row) => exported(row, ask.now));

export const silenceExports = { silences } as const satisfies Record<string, ExportTable>;
