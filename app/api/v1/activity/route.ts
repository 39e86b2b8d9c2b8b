import { z } from 'zod';
import { asWindow, instant, iso, isoOrNull, team, windowOf } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { refusedCall } from '#lib/audit/activity/refused-call.ts';
import { getActivity } from '#lib/queries/activity.ts';
import { findAllowedLater } from '#lib/queries/activity-allowed.ts';
import { listFirsts } from '#lib/queries/activity-firsts.ts';
import { auditFilters, filterIn } from '../events/filters.ts';
import { demandWho } from '../who.ts';

const counted = z.array(z.object({ value: z.string(), count: z.number() }));
const when = instant.nullable();
const call = { service: z.string(), action: z.string() };

const activity = z.object({
  figures: z.object({ events: z.number(), reads: z.number(), writes: z.number(), denied: z.number(), failed: z.number() }),
  firstAt: when,
  lastAt: when,
  everFirstAt: when,
  everLastAt: when,
  storedFrom: when,
  actions: z.array(
    z.object({
      ...call,
      isWrite: z.boolean(),
      events: z.number(),
      denied: z.number(),
      failed: z.number(),
      firstAt: instant,
      lastAt: instant,
    }),
  ),
  refusals: z.array(
    z.object({
      ...call,
      result: z.string(),
      error: z.string(),
      count: z.number(),
      firstAt: instant,
      lastAt: instant,
      allowedAt: when.describe('When the same action went well for the first time after it, whatever it was on'),
    }),
  ),
  firsts: z
    .array(z.object({ of: z.string(), value: z.string(), at: instant, isWrite: z.boolean() }))
    .describe('What no stored event before says together with the rest of the filter; of actions, those that change something'),
  people: counted,
  hiddenPeople: z.number().describe('People whom the caller may not follow, and who are left out'),
  roles: counted,
  accounts: counted,
  addresses: counted,
  networks: counted,
  endpoints: counted,
  agents: counted,
  targets: z.array(
    z.object({
      name: z.string(),
      count: z.number(),
      resource: z
        .object({ kind: z.string(), owner: z.string(), region: z.string(), name: z.string(), team: z.string() })
        .nullable(),
    }),
  ),
});

export const GET = operation({
  id: 'getActivity',
  summary:
    'What the events of a filter come to: what was done, from where, on what, for the first time, and refused; of a person who is not oneself, for who may see the activity of people',
  permission: 'read',
  query: z.object({ team, ...asWindow, ...auditFilters }),
  answers: { status: 200, body: activity },
  act: async (asking) => {
    const { caller, query, now } = asking;
    const filter = filterIn(query);
    const ask = { team: query.team, ...windowOf(query, now), filter, whom: await demandWho(asking, filter) };
    const [found, firsts] = await Promise.all([getActivity(caller.scope, ask), listFirsts(caller.scope, ask)]);
    const later = await findAllowedLater(caller.scope, ask, found.refusals);
    const span = <Row extends { firstAt: number; lastAt: number }>(row: Row) => ({
      ...row,
      firstAt: iso(row.firstAt),
      lastAt: iso(row.lastAt),
    });
    return {
      ...found,
      firstAt: isoOrNull(found.firstAt),
      lastAt: isoOrNull(found.lastAt),
      everFirstAt: isoOrNull(found.everFirstAt),
      everLastAt: isoOrNull(found.everLastAt),
      storedFrom: isoOrNull(found.storedFrom),
      actions: found.actions.map(span),
      refusals: found.refusals.map((row) => ({ ...span(row), allowedAt: isoOrNull(later?.get(refusedCall(row)) ?? null) })),
      firsts: firsts.rows.map((row) => ({ ...row, at: iso(row.at) })),
    };
  },
});
