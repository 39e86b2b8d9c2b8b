import { ChangeLane } from '#components/chart/change-lane.tsx';
import { ChartPanel } from '#components/chart/chart-panel.tsx';
import { Asking } from '#components/shell/asking.tsx';
import { Link } from '#components/ui/link.tsx';
import { AsOf } from '#components/ui/time.tsx';
import { rangeText } from '#components/url/ranges.ts';
import { screenKeys } from '#components/url/screen-keys.ts';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { endpointPanels, type PanelId, type PanelRow } from '#lib/catalog/panels.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { Plot } from '#lib/catalog/plot.ts';
import { formatDuration } from '#lib/format.ts';
import type { Happening } from '#lib/queries/changes.ts';
import type { EndpointDetail } from '#lib/queries/endpoint.ts';
import { plotChanges } from './plot-changes.ts';

export type NowTabProps = {
  detail: EndpointDetail;
  plots: readonly Plot[];
  happenings: readonly Happening[];
  team: string;
  variant: string | null;
  view: View & { search: Search };
  isCompared: boolean;
};

const mostOnScreen = 16;

const isWide = (plot: Plot): boolean =>
  Object.hasOwn(endpointPanels, plot.id) && (endpointPanels[plot.id as PanelId] as PanelRow).wide === true;

/** The endpoint and its inference components: what its charts are made of. */
export const endpointKeys = ({ endpoint, components }: EndpointDetail) =>
  endpoint.deletedAt === null
    ? [
        { ...endpoint, kind: 'endpoint' },
        ...components.map((name) => ({ ...endpoint, name, kind: 'inference_component' })),
      ].slice(0, mostOnScreen)
    : [];

/** The changes lane and every chart of the endpoint's kind on one axis of time. */
export function NowTab({ detail, plots, happenings, team, variant, view, isCompared }: NowTabProps) {
  const changes = plotChanges(happenings, team);
  const there = plots.filter(({ absent }) => absent === undefined);
  const completeTo = there.length > 0 ? Math.min(...there.map(({ asOf }) => asOf)) * 1000 : detail.evidence.readTo;
  const path = paths.endpoint(team, detail.endpoint);
  const failed = happenings.filter((one) => one.isFailed && !one.isByPerson).length;
  const rightOf = (plot: Plot) =>
    plot.id === 'instances' && failed > 0 ? `${failed} ${failed === 1 ? 'action' : 'actions'} failed` : undefined;
  const panel = (plot: Plot, size: 'tall' | 'plain') => (
    <ChartPanel key={plot.id} plot={plot} changes={changes} view={view} size={size} right={rightOf(plot)} />
  );
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-(--gutter) pt-3 text-12">
        <b className="font-head">{view.range === null ? formatDuration(view.to - view.from) : `Last ${rangeText(view.range)}`}</b>
        <span className="text-ink-3">all panels share the crosshair</span>
        {detail.endpoint.variants.length > 1 && (
          <nav aria-label="Variant" className="flex gap-2">
            {detail.endpoint.variants.map((one) => (
              <Link
                key={one.name}
                scroll={false}
                className={one.name === variant ? 'font-mid text-ink' : 'link'}
                aria-current={one.name === variant ? 'true' : undefined}
                href={hrefWith(path, view.search, { variant: one.name })}
              >
                {one.name}
              </Link>
            ))}
          </nav>
        )}
        <span className="ml-auto flex flex-wrap gap-x-3 text-ink-3">
          <Link scroll={false} href={hrefWith(path, view.search, { compare: isCompared ? null : 'week' })}>
            {isCompared ? 'hide same time last week' : 'same time last week'}
          </Link>
          <Asking keys={screenKeys(view, endpointKeys(detail))}>
            {completeTo !== null && <AsOf at={completeTo} moment={view} lead="complete to" />}
          </Asking>
        </span>
      </div>
      <ChangeLane changes={changes} view={view} />
      {plots.filter(isWide).map((plot) => panel(plot, 'tall'))}
      <div className="panels">{plots.filter((plot) => !isWide(plot)).map((plot) => panel(plot, 'plain'))}</div>
    </>
  );
}
