import { AwsError } from '../../aws-error.ts';
import { positionOf, walkPage } from '../../keyset-paging.ts';
import { wholeRange } from '../../scenario/floor/training-jobs.ts';
import type { Operation } from '../../scenario/types.ts';
import { parametersOf } from '../../tokens.ts';
import { boundsOf, checkExpression, type Expression, satisfies } from './expression.ts';
import { type FindAsk, type Found, searchSources } from './sources.ts';

const sortable = ['CreationTime', 'LastModifiedTime'] as const;
const defaultSize = 10;
const timesAlone = new Set<string>(sortable);

/** Whether an expression says no more than bounds of time, so that what is within them need not be looked at. */
const isRange = ({ Filters = [], NestedFilters, SubExpressions, Operator = 'And' }: Expression): boolean =>
  Operator === 'And' &&
  !NestedFilters &&
  !SubExpressions &&
  Filters.every(({ Name = '', Operator: test = '' }) => timesAlone.has(Name) && /^(Greater|Less)ThanOrEqualTo$/.test(test));

/** sagemaker.Search: whole records with their tags, newest change first unless asked otherwise, at most a hundred a page. */
export const search: Operation = (input, context) => {
  const expression = input.SearchExpression as Expression | undefined;
  if (expression) checkExpression(expression);
  const by = sortable.find((one) => one === (input.SortBy ?? 'LastModifiedTime'));
  if (!by) throw new AwsError('ValidationException', `The demo account sorts by ${sortable.join(' and ')} alone.`);
  const source = searchSources[String(input.Resource)];
  if (!source || input.CrossAccountFilterOption === 'CrossAccount')
    return { Results: [], TotalHits: { Value: 0, Relation: 'EqualTo' } };
  const parameters = parametersOf(input, ['NextToken', 'MaxResults']);
  const after = positionOf(input.NextToken, parameters);
  const [created, modified] = [boundsOf(expression, 'CreationTime'), boundsOf(expression, 'LastModifiedTime')];
  const range = { createdFrom: created.from, createdTo: created.to, modifiedFrom: modified.from, modifiedTo: modified.to };
  const ask: FindAsk = {
    context,
    range: expression ? range : wholeRange,
    by,
    descending: input.SortOrder !== 'Ascending',
    after,
  };
  const isWanted = ({ known, record }: Found): boolean => expression === undefined || satisfies(expression, known, record);
  const size = typeof input.MaxResults === 'number' ? input.MaxResults : defaultSize;
  const page = walkPage({ items: source.find(ask), isWanted, size, parameters });
  const hits = !expression || isRange(expression) ? source.count?.(ask) : undefined;
  return {
    Results: page.items.map((one) => ({ [source.member]: one.record() })),
    TotalHits:
      hits === undefined ? { Value: page.items.length, Relation: 'GreaterThanOrEqualTo' } : { Value: hits, Relation: 'EqualTo' },
    ...(page.nextToken ? { NextToken: page.nextToken } : {}),
  };
};
