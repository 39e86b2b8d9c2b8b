import { eventHref } from '#components/audit/event-table.tsx';
import { ChartPanel } from '#components/chart/chart-panel.tsx';
import { tickLabel, timeTicks } from '#components/chart/time-ticks.ts';
import { AbsentPanel } from '#components/ui/absent.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { Plot, PlotChange } from '#lib/catalog/plot.ts';
import type { Biography, BiographyMark } from '#lib/queries/biography.ts';
import type { ResourceVersion } from '#lib/queries/resources.ts';
import type { Outcome } from '#lib/queries/settle.ts';
import { minuteMs } from '#lib/time.ts';
import { Axis } from './axis.tsx';
import { ChapterPanel } from './chapter-panel.tsx';
import type { LaneContext, LaneLinks } from './chapter-rows.ts';
import { ChildrenPanel } from './children-panel.tsx';
import { EntryTable, eventsHref } from './entry-table.tsx';
import { placeOf } from './lane-rows.ts';
import { PlainPlot } from './plain-plot.tsx';
import { StrangersPanel } from './strangers-panel.tsx';
import { VersionPanel } from './version-panel.tsx';
import { WindowLine } from './window-line.tsx';

export type BiographyViewProps = {
  biography: Biography;
  plots: Promise<Outcome<Plot[]>>;
  versions: Promise<Outcome<ResourceVersion[]>>;
  /** The start of the chosen version, epoch ms. */
  chosen: number | null;
  team: string;
  view: View & { search: Search };
};

const mostTicks = 8;
/** Narrower than this nothing would be told apart that is not already. */
const leastMs = 2 * minuteMs;

function linksOf({ biography: { resource, window }, team, view }: BiographyViewProps): LaneLinks {
  const path = paths.biography(team, resource.kind, resource);
  const iso = (at: number) => new Date(at).toISOString();
  return {
    event: (event) => eventHref({ team, view }, event),
    zoom: ({ from, to }) => {
      const room = Math.max(0, leastMs - (to - from)) / 2;
      const asked = { from: from - room, to: Math.min(view.now, to + room) };
      if (asked.to - asked.from > 0.9 * (window.to - window.from)) return null;
      return hrefWith(path, view.search, { range: null, from: iso(asked.from), to: iso(asked.to) });
    },
    version: (from) => hrefWith(path, view.search, { version: iso(from) }),
  };
}

/** Lines through the charts: what was changed, and what services did. */
const changesOf = (marks: readonly BiographyMark[], links: LaneLinks): PlotChange[] =>
  marks
    .filter(({ sort }) => sort === 'changed' || sort === 'service')
    .map(({ lastAt, sort, said, event }) => ({
      at: lastAt / 1000,
      label: said ?? sort,
      filled: sort === 'changed',
      ...(event ? { href: links.event(event) } : {}),
    }));

/** What every lane of the page is drawn by. */
function contextOf(props: BiographyViewProps) {
  const { biography, chosen, view } = props;
  const { window } = biography;
  const frame = { from: window.from, to: window.to };
  const { at, step } = timeTicks({ from: window.from / 1000, to: window.to / 1000 }, view.zone, mostTicks);
  const ticks = at.map((one) => ({ at: one * 1000, label: tickLabel(one, step, view.zone) }));
  const context: LaneContext = { window, zone: view.zone, now: view.now, chosen, links: linksOf(props) };
  return { context, frame, ticks, places: ticks.map((tick) => placeOf(tick.at, frame)) };
}

/** A resource's life on one axis of time: what happened to it, what it was, how it did, what it came from and what it started. */
export function BiographyView(props: BiographyViewProps) {
  const { biography, plots, versions, chosen, team, view } = props;
  const { chapters, strangers, more, entries, children, resource } = biography;
  const { context, frame, ticks, places } = contextOf(props);
  const { links } = context;
  const [self, ...above] = chapters;
  if (!self) return null;
  const total = chapters.flatMap(({ marks }) => marks).reduce((sum, { sort, count }) => sum + (sort === 'read' ? 0 : count), 0);
  const path = paths.biography(team, resource.kind, resource);
  const lanes = { ticks: places, team, view };
  const { account, region, kind, name } = resource;
  const asked = { ...view.search, account, region, kind, name };
  const ofOthers: LaneContext = { ...context, chosen: null, links: { ...links, version: null } };
  return (
    <>
      <WindowLine biography={biography} path={path} view={view} />
      <div className="px-(--gutter) pt-2">
        <Axis ticks={ticks} frame={frame} />
      </div>
      <ChapterPanel chapter={self} context={context} {...lanes} />
      {chosen !== null && (
        <Soon of={versions} title="Version" loading={<PanelLoading title="Version" />}>
          {(list) => (
            <VersionPanel
              versions={list}
              told={self.versions}
              chosen={chosen}
              closeHref={hrefWith(path, view.search, { version: null })}
              links={links}
              view={view}
            />
          )}
        </Soon>
      )}
      {above.map((chapter) => (
        <ChapterPanel key={`${chapter.kind} ${chapter.name}`} chapter={chapter} context={ofOthers} {...lanes} />
      ))}
      <StrangersPanel strangers={strangers} more={more} />
      {children && (
        <ChildrenPanel
          of={children}
          place={resource}
          frame={frame}
          exports={exportLinks('tuning-children', team, asked)}
          {...lanes}
        />
      )}
      <Soon of={plots} title="Metrics" loading={<PanelLoading title="Metrics" rowHeight={160} rows={1} />}>
        {(list) => <Plots plots={list} changes={changesOf(self.marks, links)} view={{ ...view, ...frame }} />}
      </Soon>
      <EntryTable
        entries={entries}
        total={total}
        allHref={eventsHref(team, { name: resource.name, ...frame, query: view.query })}
        exports={exportLinks('biography', team, asked)}
        links={links}
        view={view}
      />
    </>
  );
}

/** Charts one under another, so that a line is one instant all the way down; where one reason stands for all, it is said once. */
function Plots({ plots, changes, view }: { plots: readonly Plot[]; changes: readonly PlotChange[]; view: View }) {
  const [first, ...rest] = plots.filter(({ absent }) => absent?.absence !== 'not_published');
  if (!first) return null;
  if (first.absent && rest.every(({ absent }) => absent?.why === first.absent?.why)) {
    return (
      <Panel title="Metrics" subtitle={[first, ...rest].map(({ title }) => title).join(', ')}>
        <AbsentPanel {...first.absent} />
      </Panel>
    );
  }
  return [first, ...rest].map((plot) => (
    <div key={plot.id}>
      <ChartPanel plot={plot} changes={changes} view={view} size="low" />
      {!plot.absent && (
        <div className="plain-plot">
          <PlainPlot plot={plot} frame={view} />
        </div>
      )}
    </div>
  ));
}
