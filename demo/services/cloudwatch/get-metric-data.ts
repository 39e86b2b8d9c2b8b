import { hourMs } from '#lib/time.ts';
import type { EngineContext, EngineOperation } from '../../engine.ts';
import { throttled } from '../../faults.ts';
import { openToken, parametersOf, sealToken } from '../../tokens.ts';
import { invalidNextToken } from './errors.ts';
import { labelFor } from './labels.ts';
import { type MetricDataRequest, type MetricQuery, readMetricDataRequest } from './metric-data-request.ts';
import { PointReader } from './points.ts';
import { type Point, QueryEvaluator } from './query-evaluator.ts';

/** Where a page begins: at which query and after how many of its points; `now` holds still from page to page. */
type Position = { query: number; offset: number; now: number };

export const getMetricData: EngineOperation = (input, context) => {
  const request = readMetricDataRequest(input);
  // A digest of the whole request: few have a second page.
  const parameters = (): string => parametersOf(input, ['NextToken']);
  const position = positionOf(input.NextToken, parameters, context.now);
  chargeDatapoints(request, context);
  const reader = new PointReader(context.scenario, context, {
    startAt: request.startAt,
    endAt: request.endAt,
    now: position.now,
    late: context.late,
  });
  const evaluator = new QueryEvaluator(request, reader, position.now);
  const { results, next } = page(request, position, (query) => {
    const points = evaluator.points(query);
    const label = labelFor(query, context, points);
    return { label, points: request.isDescending ? points.reverse() : points };
  });
  return {
    MetricDataResults: results,
    Messages: [],
    NextToken: next && sealToken(`${next.query},${next.offset},${next.now}`, parameters()),
  };
};

function positionOf(token: unknown, parameters: () => string, now: number): Position {
  if (token === undefined || token === null) return { query: 0, offset: 0, now };
  const [query, offset, since] = (openToken(token, parameters()) ?? '').split(',').map(Number);
  if (query === undefined || offset === undefined || since === undefined) throw invalidNextToken();
  return { query, offset, now: since };
}

function chargeDatapoints(request: MetricDataRequest, { quotas, account, region, now }: EngineContext): void {
  const spanSeconds = (Math.min(request.endAt, now) - request.startAt) / 1000;
  const asked = request.queries
    .filter((query) => query.kind === 'stat')
    .reduce((sum, query) => sum + Math.max(0, Math.ceil(spanSeconds / query.periodSeconds)), 0);
  const tier = request.startAt >= now - 3 * hourMs ? 'recent' : 'older';
  const count = Math.min(asked, request.maxDatapoints);
  if (quotas && !quotas.takeDatapoints(`${account} ${region}`, tier, count)) throw throttled();
}

/** Fills a page query by query. Queries that the page did not reach are in it too, as partial and empty. */
function page(request: MetricDataRequest, from: Position, evaluate: (query: MetricQuery) => Evaluated) {
  const results: Record<string, unknown>[] = [];
  let room = request.maxDatapoints;
  let next: Position | undefined;
  for (const [index, query] of request.queries.entries()) {
    if (!query.isReturned) continue;
    const isDue = index >= from.query && !next;
    const offset = index === from.query ? from.offset : 0;
    const { label, points } = isDue ? evaluate(query) : { label: query.label, points: [] };
    const shown = points.slice(offset, offset + room);
    room -= shown.length;
    if (offset + shown.length < points.length) next = { query: index, offset: offset + shown.length, now: from.now };
    const isPartial = next !== undefined && index >= next.query;
    results.push(resultOf({ id: query.id, label }, shown, isPartial));
  }
  return { results, next };
}

type Evaluated = { label: string; points: Point[] };

const resultOf = (
  { id, label }: { id: string; label: string },
  points: readonly Point[],
  isPartial: boolean,
): Record<string, unknown> => ({
  Id: id,
  Label: label,
  Timestamps: points.map((point) => point.at / 1000),
  Values: points.map((point) => point.value),
  StatusCode: isPartial ? 'PartialData' : 'Complete',
});
