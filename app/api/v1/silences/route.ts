import { z } from 'zod';
import { boundMatcher, longestSilenceMs, silenceSpan } from '#lib/alerts/silences.ts';
import { askedInstant, asWindow, iso, reason, team, text, windowOf } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { subjectKinds } from '#lib/catalog/alert-subjects.ts';
import { listSilences } from '#lib/queries/silences.ts';
import { makeSilence } from '#lib/store/silences.ts';
import { minuteMs } from '#lib/time.ts';
import { demandTeam } from '../demand-team.ts';
import { silence, toldSilence } from './shape.ts';

export const GET = operation({
  id: 'listSilences',
  summary: 'Silences that hold, those that are planned, and those that ended in the window, at most 500',
  permission: 'read',
  query: z.object({ team, ...asWindow }),
  answers: {
    status: 200,
    body: z.object({ items: z.array(silence), hasMore: z.boolean().describe('There are more than 500: narrow the window') }),
  },
  act: async ({ caller, query, now }) => {
    const { from, to } = windowOf(query, now);
    const moment = Math.min(to, now);
    const { rows, hasMore } = await listSilences(caller.scope, { team: query.team, from, now: moment });
    return { items: rows.map((row) => toldSilence(row, moment)), hasMore };
  },
});

const open = text.nullable().default(null);
const epochOf = (at: string | null): number | null => (at === null ? null : Date.parse(at));

export const POST = operation({
  id: 'makeSilence',
  summary: 'Silences alerts of a team: nobody is told of them until it ends',
  permission: 'alerts.acknowledge',
  body: z.strictObject({
    team: z.string().min(1).max(63).describe('Whose alerts: a slug, or all'),
    rules: z.array(text).max(50).default([]).describe('Ids of rules; none: any'),
    kinds: z
      .array(z.enum(subjectKinds))
      .max(50)
      .default([])
      .describe('Kinds of resources, or of what else alerts are about; none: any'),
    account: open,
    region: open,
    name: open.describe('Of the resource, whole; * stands for any text'),
    startsAt: askedInstant.nullable().default(null).describe('Now, where it is missing or past'),
    endsAt: askedInstant.nullable().default(null).describe('At most 30 days after its beginning'),
    minutes: z
      .number()
      .int()
      .min(1)
      .max(longestSilenceMs / minuteMs)
      .nullable()
      .default(null)
      .describe('How long it holds, in place of endsAt'),
    reason: reason(500),
  }),
  answers: { status: 201, body: z.object({ id: z.number().int() }) },
  act: async ({ caller, body, now, write }) => {
    await demandTeam(caller, body.team);
    const { startsAt, endsAt, minutes, reason: why, ...asked } = body;
    const matcher = boundMatcher(asked);
    const span = silenceSpan({ startsAt: epochOf(startsAt), endsAt: epochOf(endsAt), minutes }, now);
    const by = { id: caller.personId, name: caller.name };
    return write(async (client) => {
      const id = await makeSilence(client, { ...matcher, ...span, reason: why, by, at: now });
      const { team: of, ...about } = matcher;
      const after = { ...about, startsAt: iso(span.startsAt), endsAt: iso(span.endsAt) };
      const subject = { kind: 'silence', id: String(id) };
      return { result: { id }, deed: { action: 'silence.make', subject, teams: [of], reason: why, after } };
    });
  },
});
