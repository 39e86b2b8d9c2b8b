import type { BurnWindow, OwnTest } from './own-rule.ts';

type Kind = OwnTest['kind'];
type Of<One extends Kind> = Extract<OwnTest, { kind: One }>;

/**
 * A field of a test, by its key in trailwatch.yaml. `metric`: any that is collected of the kind of resource; `count`: of these, what can be added up;
 * `statistic`: one of the test's `metric`; `number`: without a unit; `text`: with one, or a span.
 */
export type TestField = {
  key: string;
  label: string;
  input: 'metric' | 'count' | 'statistic' | 'number' | 'text';
  hint?: string;
  /** What it is where nothing is said. */
  usual?: string;
};

type TestRow<One extends Kind> = {
  title: string;
  /** When it is broken, in one sentence. */
  sentence: string;
  fields: readonly TestField[];
  /** What trailwatch.yaml would say of such a test. */
  said: (test: Of<One>) => Record<string, unknown>;
};

/** A limit with the unit that people would write. */
function limitText(value: number, unit: string): string | number {
  if (unit === 'Percent') return `${value} %`;
  if (unit === 'Milliseconds') return `${value} ms`;
  if (unit === 'Seconds') return `${value} s`;
  if (unit !== 'Microseconds') return value;
  if (value !== 0 && value % 1_000_000 === 0) return `${value / 1_000_000} s`;
  return value !== 0 && value % 1000 === 0 ? `${value / 1000} ms` : `${value} us`;
}

const windowText = (minutes: number): string => {
  if (minutes % (24 * 60) === 0) return `${minutes / (24 * 60)}d`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
};
const windowsText = (windows: readonly BurnWindow[]): string =>
  windows.map(({ long, short, factor }) => `${windowText(long)}/${windowText(short)} × ${factor}`).join(', ');

const metric = { key: 'metric', label: 'Metric', input: 'metric' } as const;
const count = { key: 'metric', label: 'Metric', input: 'count' } as const;
const statistic = { key: 'statistic', label: 'Statistic', input: 'statistic' } as const;
const limitHint = 'In the metric’s unit, or with one: 800 ms, 1 s, 90 %';

/** What a rule of one's own can ask, in the order in which a form offers it. A kind of test is a row. */
const ruleTests: { readonly [One in Kind]: TestRow<One> } = {
  threshold: {
    title: 'Above or below a limit',
    sentence: 'Some of the last minutes are beyond a limit',
    fields: [
      metric,
      statistic,
      { key: 'above', label: 'Above', input: 'text', hint: limitHint },
      { key: 'below', label: 'Or below', input: 'text', hint: 'One of the two' },
      { key: 'clear', label: 'Over at', input: 'text', hint: 'Until it is back here, an alert neither begins nor ends' },
      { key: 'for', label: 'For', input: 'text', hint: 'Minutes, of the last minutes', usual: '5 of 5' },
    ],
    said: ({ metric: name, statistic: one, side, limit, clear, unit, breaking, of }) => ({
      ...{ metric: name, statistic: one, [side]: limitText(limit, unit) },
      ...(clear === limit ? {} : { clear: limitText(clear, unit) }),
      for: `${breaking} of ${of}`,
    }),
  },
  share: {
    title: 'A share of a whole',
    sentence: 'Too many per cent of what was counted in the last minutes',
    fields: [
      count,
      { key: 'of', label: 'Of all', input: 'count' },
      { key: 'above', label: 'Above', input: 'text', hint: 'Per cent: 2 %' },
      { key: 'atLeast', label: 'Where there are at least', input: 'number', hint: 'Of fewer it says nothing', usual: '0' },
      { key: 'over', label: 'Over the last', input: 'text', hint: 'Minutes: 5m', usual: '5m' },
    ],
    said: ({ part, whole, limit, floor, of }) => ({
      ...{ metric: part.metric, of: whole.metric, above: limitText(limit, 'Percent') },
      ...{ atLeast: floor, over: `${of}m` },
    }),
  },
  silence: {
    title: 'Silence',
    sentence: 'Nothing is counted, where there was something at that time yesterday',
    fields: [count, { key: 'over', label: 'For the last', input: 'text', hint: 'Minutes: 15m', usual: '15m' }],
    said: ({ metric: name, of }) => ({ metric: name, over: `${of}m` }),
  },
  anomaly: {
    title: 'Out of the ordinary',
    sentence: 'A series goes farther from what was expected than it ever went',
    fields: [
      metric,
      statistic,
      { key: 'beyond', label: 'Times as far out as ever', input: 'number', hint: 'From 1.2 to 100', usual: '2' },
    ],
    said: ({ metric: name, statistic: one, beyond }) => ({ metric: name, statistic: one, beyond }),
  },
  burn: {
    title: 'A budget of errors that burns',
    sentence: 'An objective’s budget is used up faster than it lasts, over a long and a short window at once',
    fields: [
      count,
      { key: 'of', label: 'Of all', input: 'count' },
      { key: 'objective', label: 'Objective', input: 'text', hint: 'Per cent that must be well: 99.9 %' },
      { key: 'period', label: 'In', input: 'text', hint: 'Days: 30d', usual: '30d' },
      {
        key: 'windows',
        label: 'Windows',
        input: 'text',
        hint: 'Long/short × how fast',
        usual: '1h/5m × 14.4, 6h/30m × 6, 3d/6h × 1',
      },
      { key: 'atLeast', label: 'Where there are at least', input: 'number', hint: 'Of fewer it says nothing', usual: '0' },
    ],
    said: ({ part, whole, objective, days, windows, floor }) => ({
      ...{ metric: part.metric, of: whole.metric, objective: limitText(objective, 'Percent'), period: `${days}d` },
      ...{ windows: windowsText(windows), atLeast: floor },
    }),
  },
  change: {
    title: 'Unlike former weeks',
    sentence: 'The last minutes are so many times what the same minutes of former weeks were',
    fields: [
      metric,
      { ...statistic, usual: 'Sum' },
      { key: 'above', label: 'Above', input: 'text', hint: 'Times, or more by so much: 3, 50 %' },
      { key: 'below', label: 'Or below', input: 'text', hint: 'One of the two: 0.5, 50 %' },
      { key: 'atLeast', label: 'Where either is at least', input: 'text', hint: 'In the metric’s unit, above 0' },
      { key: 'over', label: 'Over the last', input: 'text', hint: 'A multiple of 5m', usual: '30m' },
      { key: 'weeks', label: 'Former weeks', input: 'number', hint: 'From 2 to 8' },
    ],
    said: ({ metric: name, statistic: one, side, times, weeks, floor, unit, of }) => ({
      ...{ metric: name, statistic: one, [side]: String(times), atLeast: limitText(floor, unit), over: `${of}m`, weeks },
    }),
  },
};

export const ruleTestIds = Object.keys(ruleTests) as Kind[];
export const isRuleTest = (text: string): text is Kind => Object.hasOwn(ruleTests, text);

/** The row of any kind of test; whoever asks by a test's own kind may hand that test to it. */
export const testRow = (kind: Kind): TestRow<Kind> => ruleTests[kind] as unknown as TestRow<Kind>;
