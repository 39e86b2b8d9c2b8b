import { z } from 'zod';
import { asWindow, instant, iso, isoOrNull, team, windowOf } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import type { Hop } from '#lib/audit/sessions/hop.ts';
import { missingBefore } from '#lib/audit/sessions/stitch.ts';
import { type AuditSessions, listAuditSessions } from '#lib/queries/audit-sessions.ts';
import { auditFilters, filterIn } from '../../events/filters.ts';
import { demandWho } from '../../who.ts';

const word = z.string().nullable();

const session = z.object({
  id: z.string().describe('The access key, or what stands for it where records say none'),
  key: word,
  accounts: z.array(z.string()),
  who: z.string(),
  through: word,
  userType: word,
  sourceIdentity: word,
  identityUser: word,
  mfa: z.boolean().nullable(),
  beganAt: instant.nullable(),
  firstAt: instant,
  lastAt: instant,
  isOwn: z.boolean().describe('Whether it holds events of the filter; others opened it, or were opened by it'),
  ...{ events: z.number(), reads: z.number(), writes: z.number(), denied: z.number(), failed: z.number() },
  depth: z.number(),
  openedBy: word.describe('The id of the session that opened it, where it is one of the chain'),
  opener: z
    .object({
      account: z.string(),
      eventId: z.string(),
      eventName: z.string(),
      at: instant,
      who: z.string(),
      through: word,
      tie: z.enum(['key', 'shared event', 'name and time']).describe('What joins the two; a name and a time are no proof'),
      expiresAt: instant.nullable(),
    })
    .nullable(),
  missing: word.describe('What is missing before it, in words'),
});

const chain = z.object({
  behind: z.object({
    name: z.string(),
    proof: z.enum(['source identity', 'Identity Center', 'IAM user', 'root user', 'provider', 'service', 'name only']),
  }),
  isProved: z.boolean(),
  sessions: z.array(session),
});

function told({ lane, depth, parent, opener, ...hop }: Hop, { work, own }: AuditSessions): z.infer<typeof session> {
  const { beganAt, firstAt, lastAt, signedBy: _, accounts, ...rest } = lane;
  const { bins: __, ...done } = work.get(lane.id) ?? { bins: null, events: 0, reads: 0, writes: 0, denied: 0, failed: 0 };
  const by = opener.kind === 'handed' ? opener.handover : null;
  return {
    ...rest,
    accounts: [...accounts],
    ...{ beganAt: isoOrNull(beganAt), firstAt: iso(firstAt), lastAt: iso(lastAt), isOwn: own.has(lane.id) },
    ...{ events: done.events, reads: done.reads, writes: done.writes, denied: done.denied, failed: done.failed },
    depth,
    openedBy: parent,
    opener:
      opener.kind === 'handed' && by
        ? {
            ...{ account: by.account, eventId: by.eventId, eventName: by.eventName, at: iso(by.at) },
            ...{ who: by.by.service ?? by.by.who, through: by.by.through, tie: opener.tie, expiresAt: isoOrNull(by.expiresAt) },
          }
        : null,
    missing: missingBefore({ lane, depth, parent, opener, ...hop }),
  };
}

export const GET = operation({
  id: 'listAuditSessions',
  summary:
    'Sessions of the events of a filter, stitched over the roles that they assumed, in whatever accounts; of a person who is not oneself, for who may see the activity of people',
  permission: 'read',
  query: z.object({ team, ...asWindow, ...auditFilters }),
  answers: {
    status: 200,
    body: z.object({
      chains: z.array(chain),
      found: z.number().describe('Sessions of the filter’s events; of more than 60, those with the newest events are told'),
      hidden: z.number().describe('Sessions of people whom the caller may not follow, and which are left out'),
      isCut: z.boolean().describe('Whether there are sessions that were not counted'),
    }),
  },
  act: async (call) => {
    const { caller, query, now } = call;
    const filter = filterIn(query);
    const ask = { team: query.team, ...windowOf(query, now), filter, whom: await demandWho(call, filter) };
    const sessions = await listAuditSessions(caller.scope, ask);
    return {
      chains: sessions.chains.map(({ behind, isProved, hops }) => ({
        behind,
        isProved,
        sessions: hops.map((hop) => told(hop, sessions)),
      })),
      ...{ found: sessions.found, hidden: sessions.hidden, isCut: sessions.isCut },
    };
  },
});
