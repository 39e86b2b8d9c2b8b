import { statusWord } from '#components/resources/status-word.ts';
import type { EventSort } from '#lib/audit/search/bins.ts';
import { principalLabel, roleBeside } from '#lib/catalog/audit-actions.ts';
import { explainersOf } from '#lib/catalog/inventory-effects.ts';
import type { Phase } from '#lib/catalog/jobs.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import { type Tone, words } from '#lib/catalog/words.ts';
import { formatCount, formatExact, formatInstant } from '#lib/format.ts';
import type { Biography, BiographyMark, Chapter } from '#lib/queries/biography.ts';
import {
  type BarItem,
  type Frame,
  type LaneRow,
  type MarkItem,
  placeOf,
  type SpanItem,
  type SpanLook,
  stretchIn,
} from './lane-rows.ts';

/** Where the items of lanes lead. */
export type LaneLinks = {
  event: (event: { account: string; eventId: string }) => string;
  /** The same page over a narrower window; null where it cannot be narrower. */
  zoom: (window: { from: number; to: number }) => string | null;
  /** The choice of a version; null: that of another resource is not shown here. */
  version: ((from: number) => string) | null;
};

export type LaneContext = {
  window: Biography['window'];
  zone: string;
  now: number;
  /** The start of the chosen version. */
  chosen: number | null;
  links: LaneLinks;
};

const when = (at: number, { zone, now }: LaneContext): string => formatInstant(at, { zone, now });

/** "ada through ci-deploy". */
export const whoOf = (who: string, through: string | null): string => {
  const role = roleBeside(who, through);
  return role ? `${principalLabel(who)} through ${role}` : principalLabel(who);
};

const spanning = (from: number, to: number | null, context: LaneContext): string =>
  `${when(from, context)} – ${to === null ? 'now' : when(to, context)}`;

/** Percent of the width in which no word would be read. */
const leastLabelled = 3;

function spanItem(stretch: { from: number; to: number }, frame: Frame, rest: Omit<SpanItem, 'x' | 'width'>): SpanItem[] {
  const place = stretchIn(stretch, frame);
  return place === null ? [] : [{ ...place, ...rest, label: place.width < leastLabelled ? null : rest.label }];
}

/** What stands on the line of life: tones that a lane has a height for. */
const lookOf: Readonly<Record<Tone, SpanLook>> = {
  failing: 'failing',
  degraded: 'degraded',
  unknown: 'unknown',
  changing: 'changing',
  healthy: 'healthy',
  quiet: 'quiet',
  plain: 'healthy',
};

const phaseLooks: Readonly<Record<Phase, SpanLook>> = {
  waiting: 'quiet',
  launching: 'around',
  downloading: 'around',
  running: 'running',
  interrupted: 'degraded',
  uploading: 'around',
};

function statusRow({ name, kind, lives, states }: Chapter, context: LaneContext): LaneRow {
  const { window, now } = context;
  const life = lives.flatMap(({ from, to, born, died, isEndSeen }, index) => {
    const began =
      from === null
        ? 'made before all that is known'
        : `made ${when(from, context)}${born ? ` by ${whoOf(born.who, born.through)}` : ''}`;
    const ended =
      to === null
        ? ''
        : isEndSeen
          ? `, deleted ${when(to, context)}${died ? ` by ${whoOf(died.who, died.through)}` : ''}`
          : `, gone by ${when(to, context)}, when another was made`;
    const number = lives.length > 1 ? `life ${index + 1} of ${lives.length}, ` : '';
    const deed = died ?? born;
    return spanItem({ from: from ?? window.from, to: to ?? now }, window, {
      ...{ look: 'life' as const, label: null },
      said: `${kindRow(kind).one} ${name}: ${number}${began}${ended}`,
      href: deed ? context.links.event(deed) : null,
    });
  });
  const known = states.flatMap(({ from, to, status, phase, title }) => {
    const word = statusWord(status);
    const look = phase === null ? (word === null ? 'life' : lookOf[words[word].tone]) : phaseLooks[phase];
    const said = title === status ? status : `${status}: ${title}`;
    return spanItem({ from, to }, window, { look, label: null, said: `${said}, ${spanning(from, to, context)}`, href: null });
  });
  return { type: 'spans', label: 'status', spans: [...life, ...known] };
}

/** Of what can be changed, nobody knows what it was before the inventory first saw it: AWS tells when it was made, and what it is. */
const knownFrom = ({ kind, firstSeenAt }: Chapter): number =>
  explainersOf(kind, ['changed', 'set']).length > 0 ? firstSeenAt : Number.NEGATIVE_INFINITY;

function versionRow(chapter: Chapter, context: LaneContext): LaneRow | null {
  const { kind, name, of, versions, endedAt } = chapter;
  const { links, chosen, now, window } = context;
  // What was made from it names the one thing that it ever was.
  if (versions.length === 0 || (versions.length === 1 && of !== null)) return null;
  const spans = versions.toReversed().flatMap(({ from, to, label, by }) => {
    const end = to ?? Math.max(from, endedAt ?? now);
    const known = Math.min(end, Math.max(from, knownFrom(chapter)));
    const what = kind === 'endpoint' ? `points to ${label}` : `version ${label}`;
    const said = `${name} ${what}, ${spanning(from, to, context)}${by ? `, by ${whoOf(by.who, by.through)}` : ''}`;
    const look = chosen !== null && Math.abs(chosen - from) < 1000 ? ('chosen' as const) : ('version' as const);
    const href = links.version ? links.version(from) : null;
    const taken = `${said}; what it was before ${when(known, context)}, when the inventory first saw it, is not known`;
    return [
      ...(known > from ? spanItem({ from, to: known }, window, { look: 'named' as const, label: null, said: taken, href }) : []),
      ...spanItem({ from: known, to: end }, window, { look, label, said, href }),
    ];
  });
  return { type: 'spans', label: 'config', spans };
}

function namedRow({ of, named }: Chapter, context: LaneContext): LaneRow | null {
  if (of === null) return null;
  const spans = named.toReversed().flatMap(({ from, to }) =>
    spanItem({ from, to: to ?? context.now }, context.window, {
      ...{ look: 'named' as const, label: of.name, href: null },
      said: `${of.name} was made with it, ${spanning(from, to, context)}`,
    }),
  );
  return spans.length === 0 ? null : { type: 'spans', label: 'used by', spans };
}

const sortWords: Readonly<Record<EventSort, { label: string; one: string; many: string }>> = {
  changed: { label: 'changes', one: 'change', many: 'changes' },
  service: { label: 'AWS', one: 'act of a service', many: 'acts of services' },
  failed: { label: 'failed', one: 'failure', many: 'failures' },
  denied: { label: 'denied', one: 'denial', many: 'denials' },
  read: { label: 'reads', one: 'read', many: 'reads' },
};
const drawnSorts: readonly EventSort[] = ['changed', 'service', 'failed', 'denied'];

/** Marks of one sort, so many steps of the axis as one. */
function markItems(marks: readonly BiographyMark[], context: LaneContext, fold: number): MarkItem[] {
  const { window, links, zone } = context;
  return [...Map.groupBy(marks, ({ step }) => Math.floor(step / fold)).values()].map((group) => {
    const newest = group.reduce((a, b) => (b.lastAt >= a.lastAt ? b : a));
    const { sort } = newest;
    const count = group.reduce((sum, mark) => sum + mark.count, 0);
    const firstAt = Math.min(...group.map((mark) => mark.firstAt));
    const said = newest.said ?? sortWords[sort].one;
    const x = placeOf((firstAt + newest.lastAt) / 2, window);
    if (count === 1)
      return { x, sort, count, said: `${formatExact(firstAt, zone)}: ${said}`, href: newest.event && links.event(newest.event) };
    const { one, many } = sortWords[sort];
    const room = Math.max(1000, (newest.lastAt - firstAt) * 0.05);
    return {
      ...{ x, sort, count },
      said: `${formatCount(count, one, many)}, ${spanning(firstAt, newest.lastAt, context)}; the last: ${said}`,
      href: links.zoom({ from: firstAt - room, to: newest.lastAt + room }) ?? (newest.event && links.event(newest.event)),
    };
  });
}

function readRow(marks: readonly BiographyMark[], context: LaneContext): LaneRow | null {
  const { window, links } = context;
  const reads = marks.filter(({ sort }) => sort === 'read');
  if (reads.length === 0) return null;
  const most = Math.max(...reads.map(({ count }) => count));
  const bars = reads.map(({ step, count }): BarItem => {
    const from = window.from + step * window.stepMs;
    const to = from + window.stepMs;
    return {
      ...(stretchIn({ from, to }, window) ?? { x: 0, width: 0 }),
      share: count / most,
      said: `${formatCount(count, 'read', 'reads')}, ${spanning(from, to, context)}`,
      href: links.zoom({ from, to }),
    };
  });
  return { type: 'bars', label: 'reads', bars };
}

/** The lanes of one resource, from the top; those that would be empty are left out. `fold`: so many steps of the axis stand as one. */
export function chapterRows(chapter: Chapter, context: LaneContext, fold = 1): LaneRow[] {
  const events = drawnSorts.flatMap((sort): LaneRow[] => {
    const marks = chapter.marks.filter((mark) => mark.sort === sort);
    return marks.length === 0 ? [] : [{ type: 'marks', label: sortWords[sort].label, marks: markItems(marks, context, fold) }];
  });
  const rows = [
    statusRow(chapter, context),
    versionRow(chapter, context),
    namedRow(chapter, context),
    ...events,
    readRow(chapter.marks, context),
  ];
  return rows.filter((row) => row !== null);
}
