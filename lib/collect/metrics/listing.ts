import { listMetrics } from '#lib/aws/cloudwatch.ts';
import { pages } from '#lib/aws/pages.ts';
import { isOurs, type Listed } from '#lib/metrics/discovered.ts';
import { dimensionsKey } from '#lib/metrics/series.ts';
import type { RunContext } from '../context.ts';

/** A namespace's metrics as CloudWatch lists them, dimensions sorted by name; not complete where a page could not be had. */
type NamespaceList = { metrics: readonly Listed[]; isComplete: boolean };

/** ListMetrics of one run: each list is asked for once, whoever wants it. */
export type Listing = {
  /** When the run began to list, epoch ms. */
  at: number;
  /** @param onlyActive what had points within three hours, instead of all of the last two weeks */
  list(namespace: string, onlyActive: boolean): Promise<NamespaceList>;
};

export function openListing(run: RunContext): Listing {
  const asked = new Map<string, Promise<NamespaceList>>();
  const kept = keeper();
  return {
    at: run.clock.now(),
    list(namespace, onlyActive) {
      const key = `${namespace} ${onlyActive}`;
      const known = asked.get(key);
      if (known) return known;
      const list = listNamespace(run, { namespace, onlyActive, kept });
      asked.set(key, list);
      return list;
    },
  };
}

type Keeper = { word(text: string): string; dimensions(answered: readonly AnsweredDimension[]): Listed['dimensions'] };
type AnsweredDimension = { Name?: string; Value?: string };

/** Tens of thousands of metrics are of some hundred names, and a dozen each of the same dimensions: each is held once. */
function keeper(): Keeper {
  const words = new Map<string, string>();
  const sets = new Map<string, Listed['dimensions']>();
  const word = (text: string): string => {
    const known = words.get(text);
    if (known === undefined) words.set(text, text);
    return known ?? text;
  };
  return {
    word,
    dimensions(answered) {
      const sorted = answered
        .map(({ Name = '', Value = '' }) => ({ Name, Value }))
        .toSorted((a, b) => (a.Name < b.Name ? -1 : 1));
      const key = dimensionsKey(sorted);
      const known = sets.get(key) ?? sorted.map(({ Name, Value }) => ({ Name: word(Name), Value: word(Value) }));
      sets.set(key, known);
      return known;
    },
  };
}

type Asked = { namespace: string; onlyActive: boolean; kept: Keeper };

async function listNamespace(run: RunContext, { namespace, onlyActive, kept }: Asked): Promise<NamespaceList> {
  const metrics: Listed[] = [];
  const input = { Namespace: namespace, ...(onlyActive ? { RecentlyActive: 'PT3H' as const } : {}) };
  for await (const page of pages(run.aws, listMetrics, input)) {
    if (!page.ok) {
      run.fail(page.failure, { subject: namespace });
      return { metrics, isComplete: false };
    }
    for (const { MetricName = '', Dimensions = [] } of page.value.Metrics ?? []) {
      const one = { namespace, metric: kept.word(MetricName), dimensions: kept.dimensions(Dimensions) };
      if (isOurs(one)) metrics.push(one);
    }
  }
  return { metrics, isComplete: true };
}
