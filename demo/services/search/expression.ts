import { AwsError } from '../../aws-error.ts';

/** A SearchExpression as its request carries it. */
export type Expression = {
  Filters?: readonly Filter[];
  NestedFilters?: readonly { NestedPropertyName?: string; Filters?: readonly Filter[] }[];
  SubExpressions?: readonly Expression[];
  Operator?: string;
};
type Filter = { Name?: string; Operator?: string; Value?: string };
type Properties = (name: string) => readonly unknown[];

const mostConditions = 50;
const mostFilters = 20;
const refuse = (message: string): AwsError => new AwsError('ValidationException', message);

/** Everything that a dotted path leads to: a list is each of its members, and a list of tags is read by key. */
function valuesAt(record: unknown, path: string): readonly unknown[] {
  const [head = '', ...rest] = path.split('.');
  if (Array.isArray(record)) {
    const tags = record.filter((one) => (one as { Key?: unknown }).Key === path).map((one) => (one as { Value?: unknown }).Value);
    return tags.length > 0 ? tags : record.flatMap((one) => valuesAt(one, path));
  }
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, head)) return [];
  const value = (record as Record<string, unknown>)[head];
  if (rest.length > 0) return valuesAt(value, rest.join('.'));
  return Array.isArray(value) ? value : [value];
}

/** Times stand in records as epoch seconds, and in filters as ISO text of whole seconds. */
function ordered(value: unknown, wanted: string): number {
  if (typeof value === 'number') {
    const number = /^-?\d+(\.\d+)?$/.test(wanted)
      ? Number(wanted)
      : Date.parse(/Z|[+-]\d\d:?\d\d$/.test(wanted) ? wanted : `${wanted}Z`) / 1000;
    if (Number.isNaN(number)) throw refuse(`Invalid value ${wanted}: expected a number, or a time as YYYY-mm-dd'T'HH:MM:SS.`);
    return value - number;
  }
  const text = String(value);
  return text < wanted ? -1 : text > wanted ? 1 : 0;
}

const some = (holds: (value: unknown, wanted: string) => boolean) => (values: readonly unknown[], wanted: string) =>
  values.some((value) => holds(value, wanted));

const operators: Readonly<Record<string, (values: readonly unknown[], wanted: string) => boolean>> = {
  Equals: some((value, wanted) => ordered(value, wanted) === 0),
  NotEquals: (values, wanted) => !values.some((value) => ordered(value, wanted) === 0),
  GreaterThan: some((value, wanted) => ordered(value, wanted) > 0),
  GreaterThanOrEqualTo: some((value, wanted) => ordered(value, wanted) >= 0),
  LessThan: some((value, wanted) => ordered(value, wanted) < 0),
  LessThanOrEqualTo: some((value, wanted) => ordered(value, wanted) <= 0),
  Contains: some((value, wanted) => String(value).includes(wanted)),
  Exists: (values) => values.length > 0,
  NotExists: (values) => values.length === 0,
  In: some((value, wanted) => wanted.split(',').some((one) => ordered(value, one.trim()) === 0)),
};

function passes({ Name = '', Operator = 'Equals', Value }: Filter, properties: Properties): boolean {
  return operators[Operator]?.(properties(Name), Value ?? '') ?? false;
}

const conditions = (expression: Expression): number =>
  (expression.Filters?.length ?? 0) +
  (expression.NestedFilters?.length ?? 0) +
  (expression.SubExpressions ?? []).reduce((sum, one) => sum + 1 + conditions(one), 0);

/**
 * Refuses what Search refuses of an expression: none of its parts given, too many of them, an operator that is none, a comparison
 * without a value.
 * @throws AwsError ValidationException
 */
export function checkExpression(expression: Expression, isOuter = true): void {
  const { Filters = [], NestedFilters = [], SubExpressions = [], Operator = 'And' } = expression;
  const lists = [Filters, NestedFilters, SubExpressions];
  if (lists.every((list) => list.length === 0))
    throw refuse('You must provide at least one subexpression, filter, or nested filter.');
  if (lists.some((list) => list.length > mostFilters))
    throw refuse(`Member must have length less than or equal to ${mostFilters}`);
  if (isOuter && conditions(expression) > mostConditions)
    throw refuse(`The maximum number of recursive SubExpressions, NestedFilters, and Filters is ${mostConditions}.`);
  if (!['And', 'Or'].includes(Operator)) throw refuse('Member must satisfy enum value set: [And, Or]');
  for (const filter of [...Filters, ...NestedFilters.flatMap((one) => one.Filters ?? [])]) checkFilter(filter);
  for (const one of SubExpressions) checkExpression(one, false);
}

function checkFilter({ Name, Operator = 'Equals', Value }: Filter): void {
  if (!Name) throw refuse("Value null at 'name' failed to satisfy constraint: Member must not be null");
  if (!operators[Operator]) throw refuse(`Member must satisfy enum value set: [${Object.keys(operators).join(', ')}]`);
  const isBare = Operator === 'Exists' || Operator === 'NotExists';
  if (isBare !== (Value === undefined))
    throw refuse(isBare ? `${Operator} takes no value.` : `A value must be given with the operator ${Operator}.`);
}

/** Whether a record satisfies an expression. `record` is asked for once, and only where a name is not answered by `known`. */
export function satisfies(
  expression: Expression,
  known: Record<string, unknown>,
  record: () => Record<string, unknown>,
): boolean {
  let whole: Record<string, unknown> | undefined;
  const properties: Properties = (name) => {
    if (Object.hasOwn(known, name)) return valuesAt(known, name);
    whole ??= record();
    return valuesAt(whole, name);
  };
  const nested = ({ NestedPropertyName = '', Filters = [] }: NonNullable<Expression['NestedFilters']>[number]): boolean =>
    properties(NestedPropertyName).some((item) =>
      Filters.every((filter) =>
        passes(filter, (name) =>
          valuesAt(item, name.startsWith(`${NestedPropertyName}.`) ? name.slice(NestedPropertyName.length + 1) : name),
        ),
      ),
    );
  const holds = ({ Filters = [], NestedFilters = [], SubExpressions = [], Operator = 'And' }: Expression): boolean => {
    const each = [
      ...Filters.map((filter) => () => passes(filter, properties)),
      ...NestedFilters.map((one) => () => nested(one)),
      ...SubExpressions.map((one) => () => holds(one)),
    ];
    return Operator === 'Or' ? each.some((test) => test()) : each.every((test) => test());
  };
  return holds(expression);
}

/** The bounds that an expression sets to a time, where all of it must hold; in epoch ms, both inclusive. */
export function boundsOf(expression: Expression | undefined, name: string): { from: number; to: number } {
  const bounds = { from: 0, to: Number.POSITIVE_INFINITY };
  if (!expression || expression.Operator === 'Or') return bounds;
  for (const filter of expression.Filters ?? []) {
    if (filter.Name !== name || !filter.Value) continue;
    const at = -ordered(0, filter.Value) * 1000;
    if (/^GreaterThan/.test(filter.Operator ?? '')) bounds.from = Math.max(bounds.from, at);
    if (/^LessThan/.test(filter.Operator ?? '')) bounds.to = Math.min(bounds.to, at);
  }
  return bounds;
}
