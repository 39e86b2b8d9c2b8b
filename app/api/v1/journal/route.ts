import { z } from 'zod';
import { asWindow, instant, iso, windowOf, words } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { cursorOf, nextOf, paged, pageOf } from '#lib/api/page.ts';
import { listJournal } from '#lib/queries/journal.ts';
import { type JournalField, journalFieldNames, parseJournalFilter } from '#lib/queries/journal-filter.ts';

const text = z.string().nullable();
const row = z.object({
  seq: z.int(),
  at: instant,
  actorKind: z.string(),
  actorId: text,
  actorName: z.string(),
  action: z.string(),
  subjectKind: text,
  subjectId: text,
  subjectName: text,
  result: z.string(),
  teams: z.array(z.string()).nullable(),
  ip: text,
  userAgent: text,
  requestId: text,
  before: text.describe('Canonical JSON, as it was hashed'),
  after: text.describe('Canonical JSON, as it was hashed'),
  reason: text,
  prevHash: text,
  hash: text,
});

const filters = Object.fromEntries(journalFieldNames.map((name) => [name, words])) as Record<JournalField, typeof words>;

export const GET = operation({
  id: 'listJournal',
  summary: 'What was done, exported and refused in Trailwatch, the newest first',
  permission: 'journal.read',
  query: z.object({ ...asWindow, ...filters, on: words.describe('Text that the subject must hold'), ...paged }),
  answers: { status: 200, body: pageOf(row) },
  act: async ({ caller, query, now }) => {
    const { rows, next } = await listJournal(caller.scope, {
      ...windowOf(query, now),
      filter: parseJournalFilter(query as Record<JournalField | 'on', string[]>),
      limit: query.limit,
      cursor: cursorOf(query.cursor, /^\d{1,15}\.\d{1,15}$/),
    });
    return {
      items: rows.map(({ teams, at, ...rest }) => ({ ...rest, at: iso(at), teams: teams && [...teams] })),
      next: nextOf(next),
    };
  },
});
