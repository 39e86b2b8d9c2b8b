import { Status } from '#components/resources/status.tsx';
import { Link } from '#components/ui/link.tsx';
import { PanelHead } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { paths, resourcePath } from '#lib/catalog/paths.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import type { Chapter } from '#lib/queries/biography.ts';
import { chapterRows, type LaneContext, whoOf } from './chapter-rows.ts';
import { Lanes } from './lanes.tsx';

export type ChapterPanelProps = { chapter: Chapter; context: LaneContext; ticks: readonly number[]; team: string; view: View };

/** Steps that stand as one where the page is as narrow as a phone. */
const narrowFold = 3;

/** One resource's lanes under its name: when it was made, by whom, and where its own pages are. */
export function ChapterPanel({ chapter, context, ticks, team, view }: ChapterPanelProps) {
  const { kind, name, of, status } = chapter;
  return (
    <section aria-label={`${kindRow(kind).one} ${name}`} className="panel">
      <PanelHead
        title={
          <>
            {kindRow(kind).one}{' '}
            {of === null ? name : <Link href={`${paths.biography(team, kind, chapter)}${view.query}`}>{name}</Link>}
          </>
        }
        subtitle={<Beginning chapter={chapter} context={context} view={view} />}
        right={
          of !== null && (
            <span className="flex gap-3">
              {status !== null && <Status status={status} />}
              <Link href={`${resourcePath(team, kind, chapter)}${view.query}`}>its page</Link>
            </span>
          )
        }
      />
      <Lanes
        rows={chapterRows(chapter, context)}
        narrow={chapterRows(chapter, context, narrowFold)}
        ticks={ticks}
        frame={{ from: context.window.from, to: context.window.to }}
        label={`The life of ${name}`}
      />
    </section>
  );
}

/** Since when it is, and who made it; and that it is outside the window, where nothing of it would be seen. */
function Beginning({ chapter, context, view }: Pick<ChapterPanelProps, 'chapter' | 'context' | 'view'>) {
  const { lives, of, firstSeenAt } = chapter;
  const life = lives.at(-1);
  const from = life?.from ?? null;
  const isBefore = from !== null && from < context.window.from;
  return (
    <>
      {of !== null && `named by ${of.name}, `}
      {lives.length > 1 && `${lives.length} lives, the last `}
      {from === null ? (
        <>
          first seen <Instant at={firstSeenAt} moment={view} />
        </>
      ) : (
        <>
          made <Instant at={from} moment={view} />
        </>
      )}
      {life?.born ? (
        <>
          {' by '}
          <Link href={context.links.event(life.born)}>{whoOf(life.born.who, life.born.through)}</Link>
        </>
      ) : (
        ', by whom is not stored'
      )}
      {life !== undefined && life.to !== null && (
        <>
          , {life.isEndSeen ? 'deleted' : 'gone by'} <Instant at={life.to} moment={view} />
          {life.died && (
            <>
              {' by '}
              <Link href={context.links.event(life.died)}>{whoOf(life.died.who, life.died.through)}</Link>
            </>
          )}
        </>
      )}
      {isBefore && ', before this window'}
    </>
  );
}
