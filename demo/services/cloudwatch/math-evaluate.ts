import type { Term } from './math-parse.ts';

/** Values by the instant of their period, epoch ms, oldest first. */
export type Series = ReadonlyMap<number, number>;
export type Value = number | Series | readonly Series[];

export type MathScope = {
  /** The series of a query, by its id. */
  series(id: string): Series;
  /** All queries that are metrics. */
  metrics: readonly string[];
  periodSeconds: number;
  /** The instants of all periods that were asked for, for FILL. */
  instants: readonly number[];
};

/** Computes an expression. @throws RangeError naming what CloudWatch or this account does not offer */
export function evaluate(term: Term, scope: MathScope): Value {
  switch (term.kind) {
    case 'number':
      return term.value;
    case 'id':
      return scope.series(term.name);
    case 'negative':
      return combine('*', evaluate(term.of, scope), -1);
    case 'list':
      return term.items.flatMap((item) => listOf(evaluate(item, scope)));
    case 'pair':
      return combine(term.operator, evaluate(term.left, scope), evaluate(term.right, scope));
    case 'call':
      return call(term.name, term.items, scope);
    case 'text':
      throw new RangeError('a text stands where a value is needed');
  }
}

const isList = (value: Value): value is readonly Series[] => Array.isArray(value);

function listOf(value: Value): readonly Series[] {
  if (typeof value === 'number') throw new RangeError('a number stands where a time series is needed');
  return isList(value) ? value : [value];
}

function seriesOf(value: Value): Series {
  const [series, ...rest] = listOf(value);
  if (!series || rest.length > 0) throw new RangeError('an array stands where one time series is needed');
  return series;
}

const truth = (isTrue: boolean): number => (isTrue ? 1 : 0);

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b),
  '>': (a, b) => truth(a > b),
  '<=': (a, b) => truth(a <= b),
  '>=': (a, b) => truth(a >= b),
  AND: (a, b) => truth(a !== 0 && b !== 0),
  '&&': (a, b) => truth(a !== 0 && b !== 0),
  OR: (a, b) => truth(a !== 0 || b !== 0),
  '||': (a, b) => truth(a !== 0 || b !== 0),
};

const mapped = (series: Series, change: (value: number, at: number) => number | undefined): Series =>
  new Map(
    [...series].flatMap(([at, value]): [number, number][] => {
      const changed = change(value, at);
      return changed === undefined ? [] : [[at, changed]];
    }),
  );

/** Where one of two series has no data, the result has none; an array goes series by series. */
function combine(operator: string, left: Value, right: Value): Value {
  const operation = operations[operator] ?? (() => Number.NaN);
  if (typeof left === 'number' && typeof right === 'number') return operation(left, right);
  if (isList(left)) return left.map((one) => seriesOf(combine(operator, one, right)));
  if (isList(right)) return right.map((one) => seriesOf(combine(operator, left, one)));
  if (typeof left === 'number') return mapped(seriesOf(right), (value) => operation(left, value));
  if (typeof right === 'number') return mapped(left, (value) => operation(value, right));
  return mapped(left, (value, at) => {
    const other = right.get(at);
    return other === undefined ? undefined : operation(value, other);
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Of one series a number; of several, the series of what they come to at each instant. */
const folds: Readonly<Record<string, (values: readonly number[]) => number>> = {
  AVG: (values) => sum(values) / values.length,
  MAX: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  MIN: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  SUM: sum,
};

function fold(of: (values: readonly number[]) => number, value: Value): Value {
  if (typeof value === 'number') return value;
  if (!isList(value)) return of([...value.values()]);
  const instants = [...new Set(value.flatMap((series) => [...series.keys()]))].sort((a, b) => a - b);
  return new Map(instants.map((at) => [at, of(value.flatMap((series) => series.get(at) ?? []))]));
}

const singles: Readonly<Record<string, (value: number) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  LOG: Math.log,
  LOG10: Math.log10,
};

/** Each value against the one before it. */
function stepwise(series: Series, change: (step: number, seconds: number) => number): Series {
  let before: [number, number] | undefined;
  return mapped(series, (value, at) => {
    const last = before;
    before = [at, value];
    return last && change(value - last[1], (at - last[0]) / 1000);
  });
}

function fill(scope: MathScope, series: Series, by: Term | undefined): Series {
  const repeats = by?.kind === 'call' && by.name === 'REPEAT';
  const other = repeats || !by ? undefined : evaluate(by, scope);
  let last: number | undefined;
  return new Map(
    scope.instants.flatMap((at): [number, number][] => {
      last = series.get(at) ?? (repeats ? last : undefined);
      const value = last ?? (typeof other === 'number' ? other : other && seriesOf(other).get(at));
      return value === undefined ? [] : [[at, value]];
    }),
  );
}

function choose(scope: MathScope, [condition, then, otherwise]: readonly Term[]): Value {
  if (!condition || !then) throw new RangeError('IF takes two or three arguments');
  const [when, yes, no] = [condition, then, otherwise].map((term) => term && evaluate(term, scope));
  if (typeof when === 'number') return (when === 0 ? no : yes) ?? new Map();
  const at = (value: Value | undefined, instant: number): number | undefined =>
    typeof value === 'number' || value === undefined ? value : seriesOf(value).get(instant);
  return mapped(seriesOf(when ?? 0), (value, instant) => at(value === 0 ? no : yes, instant));
}

function call(name: string, items: readonly Term[], scope: MathScope): Value {
  const [first, second] = items;
  if (name === 'METRICS') {
    const part = first?.kind === 'text' ? first.value : '';
    return scope.metrics.filter((id) => id.includes(part)).map(scope.series);
  }
  if (name === 'IF') return choose(scope, items);
  if (!first) throw new RangeError(`${name} needs an argument`);
  const value = evaluate(first, scope);
  const single = singles[name];
  if (single) return typeof value === 'number' ? single(value) : mapped(seriesOf(value), single);
  const folded = folds[name];
  if (folded) return fold(folded, value);
  const own = ownFunctions[name];
  if (!own) throw new RangeError(`the function ${name} is not available in this account`);
  return own(seriesOf(value), scope, second);
}

const ownFunctions: Readonly<Record<string, (series: Series, scope: MathScope, second: Term | undefined) => Value>> = {
  DIFF: (series) => stepwise(series, (step) => step),
  RATE: (series) => stepwise(series, (step, seconds) => step / seconds),
  RUNNING_SUM: (series) => {
    let total = 0;
    return mapped(series, (value) => (total += value));
  },
  FIRST: (series) => [...series.values()][0] ?? Number.NaN,
  LAST: (series) => [...series.values()].at(-1) ?? Number.NaN,
  PERIOD: (_, scope) => scope.periodSeconds,
  FILL: (series, scope, second) => fill(scope, series, second),
};
