import type { Answer } from '#lib/aws/call.ts';
import { pages } from '#lib/aws/pages.ts';
import { sagemaker } from '#lib/aws/sagemaker.ts';
import { listAt, textAt } from '#lib/catalog/answer.ts';
import type { SeenResource, Standing } from '#lib/store/resources.ts';
import type { RunContext } from '../context.ts';
import { seenFrom } from './seen.ts';
import type { Loose, Source } from './sources.ts';

/** A record as Search answers it, and what it answers beside what Describe would. */
export type SearchFound = { name: string; record: Loose; tags: Record<string, string>; createdAt: number | undefined };
export type SearchPage = {
  found: SearchFound[];
  /** How many there are in all; null when Search knows no more than a lower bound. */
  total: number | null;
};

/** Bounds of a search, epoch ms, both inclusive; at the whole second outside of them, for filters hold no fraction. */
export type SearchBounds = { by: 'CreationTime' | 'LastModifiedTime'; from?: number; to?: number };

const second = (at: number): string => new Date(at).toISOString().slice(0, 19);

const expressionOf = ({ by, from, to }: SearchBounds) => ({
  Filters: [
    ...(from === undefined ? [] : [{ Name: by, Operator: 'GreaterThanOrEqualTo' as const, Value: second(from) }]),
    ...(to === undefined ? [] : [{ Name: by, Operator: 'LessThanOrEqualTo' as const, Value: second(to + 999) }]),
  ],
});

function foundIn(source: Source, result: unknown): SearchFound[] {
  const record = (result as Record<string, Loose | undefined>)[source.search ?? ''];
  const name = textAt(record, source.name);
  if (!record || !name) return [];
  const { Tags: _, ...rest } = record;
  const tags = listAt(record, 'Tags').map((tag) => [textAt(tag, 'Key') ?? '', textAt(tag, 'Value') ?? '']);
  const createdAt = record[source.createdAt];
  return [
    {
      ...{ name, record: rest, tags: Object.fromEntries(tags) },
      createdAt: createdAt instanceof Date ? createdAt.getTime() : undefined,
    },
  ];
}

/** Whole records within bounds, newest first, a hundred a page. A failure is the last page. */
export async function* searchPages(run: RunContext, source: Source, bounds: SearchBounds): AsyncGenerator<Answer<SearchPage>> {
  const input = {
    Resource: source.search ?? undefined,
    SearchExpression: expressionOf(bounds),
    SortBy: bounds.by,
    SortOrder: 'Descending' as const,
    MaxResults: 100,
  };
  for await (const page of pages(run.aws, sagemaker.Search, input)) {
    if (!page.ok) {
      yield page;
      return;
    }
    const { Results = [], TotalHits: hits } = page.value;
    const total = hits?.Relation === 'EqualTo' ? (hits.Value ?? null) : null;
    yield { ok: true, value: { found: Results.flatMap((one) => foundIn(source, one)), total } };
  }
}

/** What a record of Search says of a resource: its tags are known with it, and that Describe has not spoken. */
export const seenInSearch = (
  source: Source,
  { record, tags }: SearchFound,
  { known, run }: { known: Standing | undefined; run: RunContext },
): SeenResource =>
  seenFrom({ source, item: record, answer: record, holder: null, readBy: 'Search', tags }, known, run.config.teams);
