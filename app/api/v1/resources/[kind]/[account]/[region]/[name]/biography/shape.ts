import { z } from 'zod';
import { instant, iso, isoOrNull } from '#lib/api/fields.ts';
import { eventSorts } from '#lib/audit/search/bins.ts';
import type { Biography, Chapter } from '#lib/queries/biography.ts';

const text = z.string().nullable();
const named = z.object({ kind: z.string(), name: z.string() });
const event = z.object({ account: z.string(), eventId: z.string() });
const stretch = z.object({ from: instant, to: instant.nullable() });
const deed = z.object({ at: instant, account: z.string(), eventId: z.string(), who: z.string(), through: text });

const chapter = named.extend({
  account: z.string(),
  region: z.string(),
  team: z.string(),
  status: text,
  of: named.nullable().describe('What was made from it; null: the resource itself'),
  named: z.array(stretch).describe('When what was made from it said so'),
  lives: z.array(
    z.object({
      from: instant.nullable().describe('null: before all that is known'),
      to: instant.nullable().describe('null: it lives'),
      born: deed.nullable(),
      died: deed.nullable(),
      isEndSeen: z.boolean().describe('false: it must have ended by then, and nobody saw when'),
    }),
  ),
  versions: z.array(stretch.extend({ label: z.string(), by: deed.nullable() })),
  states: z.array(z.object({ from: instant, to: instant, status: z.string(), title: z.string() })),
  marks: z
    .array(
      z.object({
        step: z.int(),
        sort: z.enum(eventSorts),
        count: z.int(),
        firstAt: instant,
        lastAt: instant,
        said: text,
        event: event.nullable(),
      }),
    )
    .describe('Events of one sort in one step of the window, with the newest of them'),
});

/** A resource's life, as the API tells it. */
export const biography = z.object({
  window: z.object({ from: instant, to: instant, stepSeconds: z.number() }),
  whole: z.object({ from: instant, to: instant }),
  known: z.object({ inventoryFrom: instant, eventsFrom: instant.nullable() }),
  chapters: z.array(chapter).describe('The resource itself, then what it was made from, as far as the caller sees it'),
  strangers: z.array(named.extend({ of: named })).describe('Named, and in no inventory that the caller sees'),
  more: z.int(),
  entries: z.array(
    z.object({
      at: instant,
      on: named,
      event: event.nullable(),
      said: z.string(),
      who: z.string(),
      through: text,
      result: z.string(),
      detail: text,
    }),
  ),
  children: z
    .object({
      total: z.int(),
      shown: z.array(z.object({ name: z.string(), team: z.string(), status: text, from: instant, to: instant.nullable() })),
    })
    .nullable()
    .describe('Training jobs of a tuning job; null for any other kind'),
});

const toldStretch = ({ from, to }: { from: number; to: number | null }) => ({ from: iso(from), to: isoOrNull(to) });
const toldDeed = <Deed extends { at: number }>(one: Deed | null) => one && { ...one, at: iso(one.at) };

const toldChapter = (one: Chapter): z.infer<typeof chapter> => ({
  ...{ kind: one.kind, name: one.name, account: one.account, region: one.region, team: one.team, status: one.status, of: one.of },
  named: one.named.map(toldStretch),
  lives: one.lives.map(({ from, to, born, died, isEndSeen }) => ({
    ...{ from: isoOrNull(from), to: isoOrNull(to), born: toldDeed(born), died: toldDeed(died), isEndSeen },
  })),
  versions: one.versions.map((version) => ({ ...toldStretch(version), label: version.label, by: toldDeed(version.by) })),
  states: one.states.map(({ from, to, status, title }) => ({ from: iso(from), to: iso(to), status, title })),
  marks: one.marks.map((mark) => ({ ...mark, firstAt: iso(mark.firstAt), lastAt: iso(mark.lastAt) })),
});

export const toldBiography = ({
  window,
  whole,
  known,
  chapters,
  strangers,
  more,
  entries,
  children,
}: Biography): z.infer<typeof biography> => ({
  window: { from: iso(window.from), to: iso(window.to), stepSeconds: window.stepMs / 1000 },
  whole: { from: iso(whole.from), to: iso(whole.to) },
  known: { inventoryFrom: iso(known.inventoryFrom), eventsFrom: isoOrNull(known.eventsFrom) },
  chapters: chapters.map(toldChapter),
  strangers: strangers.map(({ kind, name, of }) => ({ kind, name, of })),
  more,
  entries: entries.map(({ key: _, at, ...entry }) => ({ ...entry, at: iso(at) })),
  children: children && { total: children.total, shown: children.shown.map((child) => ({ ...child, ...toldStretch(child) })) },
});
