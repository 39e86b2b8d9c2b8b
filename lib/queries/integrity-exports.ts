import { mostExported } from './csv.ts';
import type { ExportTable } from './exports.ts';
import { listStrips, listTrailFindings, listTrails } from './trail-hours.ts';

/** Downloads of the page of log integrity. */

const iso = (at: number | null): string => (at === null ? 'not known' : new Date(at).toISOString());

const findings: ExportTable = async (scope, ask) =>
  (await listTrailFindings(scope, { ...ask, limit: mostExported })).map(({ from, to, foundAt, ...row }) => ({
    ...row,
    from: iso(from),
    to: iso(to),
    found_at: iso(foundAt),
  }));

const hours: ExportTable = async (scope, ask) =>
  (await listStrips(scope, ask)).flatMap(({ hours: list, bucket, trail, region, accounts }) =>
    list.map(({ at, state }) => ({ bucket, trail, region, accounts, hour: iso(at), state })),
  );

const trails: ExportTable = async (scope, ask) =>
  (await listTrails(scope, ask)).map(({ selectors, startedAt, stoppedAt, deliveredAt, seenAt, readAt, ...row }) => ({
    ...row,
    selectors: selectors === null ? 'not known' : JSON.stringify(selectors),
    started_at: iso(startedAt),
    stopped_at: iso(stoppedAt),
    delivered_at: iso(deliveredAt),
    seen_at: iso(seenAt),
    read_at: iso(readAt),
  }));

export const integrityExports = {
  'integrity-findings': findings,
  'integrity-hours': hours,
  trails,
} as const satisfies Record<string, ExportTable>;
