import { z } from 'zod';
import { instant, iso, kind } from '#lib/api/fields.ts';
import { type Cause, causes } from '#lib/audit/unexplained/causes.ts';
import type { UnconfirmedEvents } from '#lib/queries/unconfirmed-events.ts';
import type { UnexplainedChanges } from '#lib/queries/unexplained-changes.ts';

const cause = z.object({ id: z.enum(Object.keys(causes) as [Cause, ...Cause[]]), says: z.string() });
const count = z.number().int();

const change = z.object({
  ...{ account: z.string(), region: z.string(), kind: z.string(), name: z.string(), team: z.string(), at: instant },
  what: z.enum(['created', 'changed', 'deleted']),
  isAwaited: z.boolean().describe('Not an hour old: its event may still come'),
  causes: z.array(cause).describe('What could explain it; empty while it is awaited'),
});

const event = z.object({
  ...{ account: z.string(), eventId: z.string(), at: instant, eventName: z.string(), who: z.string() },
  through: z.string().nullable(),
  resource: z.object({ account: z.string(), region: z.string(), kind, name: z.string(), team: z.string().nullable() }),
  causes: z.array(cause).describe('What could explain it'),
});

/** Both lists, newest first, at most 500 rows each of the window's newest month. */
export const unexplained = z.object({
  changes: z.object({
    items: z.array(change),
    checked: count.describe('Changes that were compared with events'),
    unjudged: count.describe('Changes of times of which no events are known'),
    hasMore: z.boolean(),
  }),
  events: z.object({
    items: z.array(event),
    checked: count.describe('Events that were compared with the inventory'),
    unwatched: count.describe('Events older than the inventory of their place'),
    due: count.describe('Of those compared, how many may still show'),
    hasMore: z.boolean(),
  }),
});

const told = (ids: readonly Cause[]): z.infer<typeof cause>[] => ids.map((id) => ({ id, says: causes[id] }));

export const toldUnexplained = (changes: UnexplainedChanges, events: UnconfirmedEvents): z.infer<typeof unexplained> => ({
  changes: {
    items: changes.rows.map((row) => ({ ...row, at: iso(row.at), causes: told(row.causes) })),
    ...{ checked: changes.checked, unjudged: changes.unjudged, hasMore: changes.hasMore },
  },
  events: {
    items: events.rows.map(({ account, eventId, at, eventName, who, through, ...row }) => ({
      ...{ account, eventId, at: iso(at), eventName, who, through, causes: told(row.causes) },
      resource: { account: row.owner, region: row.region, kind: row.kind, name: row.name, team: row.team },
    })),
    ...{ checked: events.checked, unwatched: events.unwatched, due: events.due, hasMore: events.hasMore },
  },
});
