import { dayMs, minuteMs } from '#lib/time.ts';
import { whole } from '../random.ts';
import type { Datum } from '../types.ts';
import type { AlarmDefinition, AlarmStatistic } from './alarms.ts';
import { strikes } from './struck.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
/** A change of state; `minute` is the last one that was looked at. */
export type Transition = { at: number; minute: number; from: AlarmState; to: AlarmState };

const statistics: Readonly<Record<AlarmStatistic, (datum: Datum) => number>> = {
  Sum: (datum) => total(datum),
  Average: (datum) => total(datum) / count(datum),
  Maximum: (datum) => datum.values[datum.values.length - 1] ?? 0,
  p90: (datum) => rank(datum, 0.9),
  p99: (datum) => rank(datum, 0.99),
};
function count({ counts }: Datum): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i += 1) sum += counts[i] ?? 0;
  return sum;
}
function total({ values, counts }: Datum): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (values[i] ?? 0) * (counts[i] ?? 0);
  return sum;
}
function rank(datum: Datum, share: number): number {
  const wanted = share * count(datum);
  let seen = 0;
  for (let i = 0; i < datum.values.length; i += 1) {
    seen += datum.counts[i] ?? 0;
    if (seen >= wanted) return datum.values[i] ?? 0;
  }
  return 0;
}

/** The statistic of one minute, as the alarm sees it; undefined: no data. */
export function observed(definition: AlarmDefinition, minute: number): number | undefined {
  const datum = definition.metric.datum(minute);
  return datum && statistics[definition.statistic](datum);
}

const breaches = ({ sign, threshold }: AlarmDefinition, value: number): boolean => (value - threshold) * sign > 0;

/** State after each minute of [first, last). It depends on nothing but the `periods` minutes before and with it. */
function* statesIn(definition: AlarmDefinition, first: number, last: number): Generator<AlarmState> {
  const { periods, missing, toAlarm } = definition;
  const seen: (boolean | undefined)[] = [];
  for (let minute = first - periods + 1; minute < last; minute += 1) {
    const value = observed(definition, minute);
    seen.push(value === undefined ? undefined : breaches(definition, value));
    if (seen.length > periods) seen.shift();
    if (minute < first) continue;
    const known = seen.filter((one) => one !== undefined).length;
    const bad = seen.filter((one) => one === true).length;
    const needed = missing === 'missing' ? Math.min(toAlarm, Math.max(1, known)) : toAlarm;
    yield known === 0 && missing === 'missing' ? 'INSUFFICIENT_DATA' : bad >= needed ? 'ALARM' : 'OK';
  }
}

/** State once the minutes up to and with `minute` are known. */
export const stateAfter = (definition: AlarmDefinition, minute: number): AlarmState =>
  statesIn(definition, minute, minute + 1).next().value ?? 'OK';

/** Stretches of minutes in which an alarm may not be at rest; outside of them nothing ever breaches (a test holds this). */
function restless(definition: AlarmDefinition, from: number, to: number): [number, number][] {
  if (definition.isScaling) return [[from, to]];
  const { spec } = definition;
  const pad = 45 * minuteMs;
  const stretches = strikes(spec, from - pad, to + pad).map((incident): [number, number] => [
    incident.from - pad,
    incident.to + pad,
  ]);
  if (spec.trafficUntil < Number.POSITIVE_INFINITY) stretches.push([spec.trafficUntil - pad, spec.trafficUntil + pad]);
  return stretches;
}

/** A day's changes of state, oldest first. */
function changesOfDay(definition: AlarmDefinition, day: number): Transition[] {
  const from = Math.max(day * dayMs, definition.createdAt + 20 * minuteMs);
  const to = (day + 1) * dayMs;
  const found = new Map<number, Transition>();
  for (const [start, end] of restless(definition, from, to)) {
    const first = Math.max(Math.ceil(from / minuteMs), Math.floor(start / minuteMs));
    const last = Math.min(to, end) / minuteMs;
    let before: AlarmState | undefined;
    let minute = first - 1;
    for (const state of first < last ? statesIn(definition, first - 1, last) : []) {
      if (before && state !== before) found.set(minute, { at: heardAt(definition, minute), minute, from: before, to: state });
      before = state;
      minute += 1;
    }
  }
  return [...found.values()].sort((a, b) => a.minute - b.minute);
}

/** CloudWatch looks at a minute once it is over and its data have arrived. */
const heardAt = ({ spec, name }: AlarmDefinition, minute: number): number =>
  (minute + 1) * minuteMs + 20_000 + whole(spec.stream ^ name.length, minute, 38_000);

const days = new WeakMap<AlarmDefinition, Map<number, readonly Transition[]>>();

function ofDay(definition: AlarmDefinition, day: number): readonly Transition[] {
  const known = days.get(definition) ?? new Map<number, readonly Transition[]>();
  days.set(definition, known);
  const before = known.get(day);
  if (before) return before;
  if (known.size > 60) known.clear();
  const changes = changesOfDay(definition, day);
  known.set(day, changes);
  return changes;
}

/** Changes of state heard in [from, to), oldest first. */
export function transitions(definition: AlarmDefinition, from: number, to: number): Transition[] {
  const found: Transition[] = [];
  for (let day = Math.floor((from - 2 * minuteMs) / dayMs); day * dayMs < to; day += 1) {
    found.push(...ofDay(definition, day).filter(({ at }) => at >= from && at < to));
  }
  return found;
}

/** How far back the last change is looked for; beyond it an alarm has been as it is since it was made. */
const patienceDays = 30;

/** The state at an instant and the change that led to it. */
export function stateAt(definition: AlarmDefinition, now: number): { state: AlarmState; last: Transition | undefined } {
  for (let day = Math.floor(now / dayMs), oldest = day - patienceDays; day >= oldest; day -= 1) {
    const last = ofDay(definition, day)
      .filter(({ at }) => at <= now)
      .at(-1);
    if (last) return { state: last.to, last };
  }
  return { state: stateAfter(definition, Math.floor(now / minuteMs) - 2), last: undefined };
}
