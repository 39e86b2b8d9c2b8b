import { isResourceKind } from '#lib/catalog/resource-kinds.ts';
import { notFound } from '#lib/errors.ts';
import { type Biography, getBiography } from './biography.ts';
import type { ExportAsk, ExportTable } from './exports.ts';

const iso = (at: number): string => new Date(at).toISOString();
const first = ({ search }: ExportAsk, name: string): string => [search[name] ?? ''].flat()[0] ?? '';

/** The biography that a page shows: over its window where its URL names one, else over the whole life. */
async function biographyOf(scope: Parameters<ExportTable>[0], ask: ExportAsk): Promise<Biography> {
  const kind = first(ask, 'kind');
  if (!isResourceKind(kind)) throw notFound(`Kind ${kind}`);
  const isNarrowed = first(ask, 'range') !== '' || first(ask, 'from') !== '';
  const key = { account: first(ask, 'account'), region: first(ask, 'region'), kind, name: first(ask, 'name') };
  return getBiography(scope, { ...ask, window: isNarrowed ? { from: ask.from, to: ask.to } : null }, key);
}

const happenings: ExportTable = async (scope, ask) =>
  (await biographyOf(scope, ask)).entries.map(({ at, said, on, who, through, result, detail, event }) => ({
    at: iso(at),
    what: said,
    on_kind: on.kind,
    on: on.name,
    ...{ who, through, result, detail },
    event_account: event?.account ?? null,
    event_id: event?.eventId ?? null,
  }));

const children: ExportTable = async (scope, ask) =>
  ((await biographyOf(scope, ask)).children?.shown ?? []).map(({ name, team, status, from, to }) => ({
    ...{ training_job: name, team, status },
    created_at: iso(from),
    ended_at: to === null ? null : iso(to),
  }));

/** What stands in the tables of a biography. */
export const biographyExports = { biography: happenings, 'tuning-children': children } as const satisfies Record<
  string,
  ExportTable
>;
