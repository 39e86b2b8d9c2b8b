import { causeWords } from '#lib/audit/unexplained/causes.ts';
import { ofKinds, parseUnexplainedFilter } from '#lib/audit/unexplained/filter.ts';
import type { ExportTable } from './exports.ts';
import { listUnconfirmedEvents } from './unconfirmed-events.ts';
import { listUnexplainedChanges } from './unexplained-changes.ts';

/** Downloads of the page of unexplained changes. */

const changes: ExportTable = async (scope, ask) =>
  ofKinds(parseUnexplainedFilter(ask.search), (await listUnexplainedChanges(scope, ask)).rows)
    .filter(({ isAwaited }) => !isAwaited)
    .map(({ at, what, kind, name, account, region, team, causes }) => ({
      ...{ time: new Date(at).toISOString(), what, kind, name, account, region, team },
      could_be: causeWords(causes),
    }));

const events: ExportTable = async (scope, ask) =>
  ofKinds(parseUnexplainedFilter(ask.search), (await listUnconfirmedEvents(scope, ask)).rows).map((row) => ({
    ...{ time: new Date(row.at).toISOString(), action: row.eventName, kind: row.kind, on: row.name },
    ...{ account: row.account, region: row.region, who: row.who, through: row.through, team: row.team },
    could_be: causeWords(row.causes),
    event_id: row.eventId,
  }));

export const unexplainedExports = {
  'unexplained-changes': changes,
  'unconfirmed-events': events,
} as const satisfies Record<string, ExportTable>;
