import { type Absence, absences } from '#lib/catalog/absence.ts';
import {
  type EndpointRuleId,
  endpointRules,
  endpointStatuses,
  type Health,
  healthWords,
  latencyLimit,
} from '#lib/catalog/health.ts';
import { formatDuration, formatFigure, formatQuantity } from '#lib/format.ts';
import { findBreach, isEmpty, lastOf, medianOf, type Track } from './track.ts';

/** What was read of one endpoint. Tracks end where collection ended; times are epoch ms. */
export type EndpointEvidence = {
  status: string | null;
  /** A past moment is asked: what AWS called it then was not kept minute by minute. */
  isPast: boolean;
  statusAt: number | null;
  failureReason: string | null;
  /** Up to when its metrics were read, and the word of what stands in the way since then. */
  readTo: number | null;
  blocked: { absence: Absence; since: number } | null;
  calls: Track;
  errorShare: Track;
  p99Ms: Track;
  p99LimitMs: number | null;
  running: Track;
  wanted: Track;
  memory: Track;
  disk: Track;
  gpuMemory: Track;
  oldestRequestS: Track;
};

/** One row of the "why" panel. `word` is what the rule makes of the endpoint, null where it has nothing to say. */
export type RuleResult = {
  id: EndpointRuleId;
  promise: string;
  /** The reading, as it stands at the right of the row: "1.46 %", "4 of 6". */
  figure: string;
  word: Health | null;
  absence: Absence | null;
  since: number | null;
  /** Said of the endpoint when the rule decides: "answers 4.1 % of calls with 5xx, limit 1 %". */
  sentence: string;
  /** Of `read`: what the metrics said when they were last read, where that was no good. */
  formerWord?: Health;
};

export type HealthReport = { word: Health; sentence: string; since: number | null; rules: readonly RuleResult[] };

type Draft = Partial<Omit<RuleResult, 'id'>>;
type Judge = (evidence: EndpointEvidence, now: number) => Draft;

/** A figure of a rule in running text: seconds as people say a duration. */
const say = (value: number, unit: string): string => (unit === 's' ? formatDuration(1000 * value) : formatQuantity(value, unit));

const promiseOf = (id: EndpointRuleId, limit: number = endpointRules[id].limit): string =>
  endpointRules[id].promise.replace('{limit}', say(limit, endpointRules[id].unit));

const absent = (track: Track): Draft => ({
  absence: track.absence ?? 'no_traffic',
  figure: absences[track.absence ?? 'no_traffic'].word,
});

/** A rule on one track against one limit. */
function above(id: EndpointRuleId, track: Track, limit: number, sentence: (figure: string, limit: string) => string): Draft {
  if (isEmpty(track)) return absent(track);
  const { unit, word } = endpointRules[id];
  const breach = findBreach(track, (value) => value > limit, endpointRules[id]);
  const figure = breach.value === null ? '' : say(breach.value, unit);
  if (!breach.broken) return { figure };
  return { figure, word, since: breach.since, sentence: sentence(figure, say(limit, unit)) };
}

const shortfall = (evidence: EndpointEvidence): Track => ({
  ...evidence.running,
  values: evidence.running.values.map((running, index) => {
    const wanted = evidence.wanted.values[index - evidence.running.values.length + evidence.wanted.values.length];
    return running === null || wanted === null || wanted === undefined ? null : wanted - running;
  }),
});

const counts = (evidence: EndpointEvidence): string =>
  `${lastOf(evidence.running)?.value ?? '?'} of ${lastOf(evidence.wanted)?.value ?? '?'}`;

const judges: Record<EndpointRuleId, Judge> = {
  latency: (evidence) => {
    if (evidence.p99LimitMs === null) {
      const last = lastOf(evidence.p99Ms);
      if (!last) return { ...absent(evidence.p99Ms), promise: 'p99 under its own limit' };
      return { promise: 'p99 under its own limit', figure: `${formatQuantity(last.value, 'ms')}, no limit yet` };
    }
    const limit = evidence.p99LimitMs;
    const draft = above('latency', evidence.p99Ms, limit, (figure, text) => `p99 is ${figure}, limit ${text}`);
    return { ...draft, promise: promiseOf('latency', limit) };
  },
  errors: (evidence) =>
    above('errors', evidence.errorShare, endpointRules.errors.limit, (f, l) => `answers ${f} of calls with 5xx, limit ${l}`),
  errors_some: (evidence) =>
    above(
      'errors_some',
      evidence.errorShare,
      endpointRules.errors_some.limit,
      (f, l) => `answers up to ${f} of calls with 5xx, limit ${l}`,
    ),
  down: (evidence) => {
    if (isEmpty(evidence.running)) return absent(evidence.running);
    if ((lastOf(evidence.wanted)?.value ?? 0) === 0) return { figure: counts(evidence) };
    const breach = findBreach(evidence.running, (value) => value === 0, endpointRules.down);
    if (!breach.broken) return { figure: counts(evidence) };
    return {
      figure: counts(evidence),
      word: 'failing',
      since: breach.since,
      sentence: `runs none of ${lastOf(evidence.wanted)?.value} wanted instances`,
    };
  },
  capacity: (evidence) => {
    if (isEmpty(evidence.running)) return absent(evidence.running);
    const breach = findBreach(shortfall(evidence), (missing) => missing > 0, endpointRules.capacity);
    if (!breach.broken) return { figure: counts(evidence) };
    return {
      figure: counts(evidence),
      word: 'degraded',
      since: breach.since,
      sentence: `runs ${counts(evidence)} wanted instances`,
    };
  },
  memory: (evidence) =>
    above('memory', evidence.memory, endpointRules.memory.limit, (f, l) => `uses ${f} of its memory, limit ${l}`),
  disk: (evidence) => above('disk', evidence.disk, endpointRules.disk.limit, (f, l) => `uses ${f} of its disk, limit ${l}`),
  gpu_memory: (evidence) =>
    above('gpu_memory', evidence.gpuMemory, endpointRules.gpu_memory.limit, (f, l) => `uses ${f} of its GPU memory, limit ${l}`),
  backlog: (evidence) =>
    above(
      'backlog',
      evidence.oldestRequestS,
      endpointRules.backlog.limit,
      (f, l) => `lets its oldest request wait ${f}, limit ${l}`,
    ),
  status: (evidence) => {
    if (evidence.status === null && evidence.isPast) return { absence: 'not_collected', figure: 'not recorded' };
    if (evidence.status === null)
      return { word: 'unknown', figure: 'cannot tell', sentence: 'has a status that could not be read' };
    const word = endpointStatuses[evidence.status] ?? 'unknown';
    if (word === 'healthy') return { figure: evidence.status };
    const reason = evidence.failureReason ? `: ${evidence.failureReason}` : '';
    return { word, figure: evidence.status, since: evidence.statusAt, sentence: `is ${evidence.status}${reason}` };
  },
  read: (evidence, now) => {
    if (
      evidence.blocked &&
      (evidence.blocked.absence === 'denied' || now - evidence.blocked.since > endpointRules.read.limit * 60_000)
    ) {
      const { word } = absences[evidence.blocked.absence];
      return {
        word: 'unknown',
        absence: evidence.blocked.absence,
        figure: word,
        since: evidence.blocked.since,
        sentence: `cannot be read: ${word}`,
      };
    }
    if (evidence.readTo === null)
      return { word: 'unknown', absence: 'not_collected', figure: 'not read yet', sentence: 'was not read yet' };
    const age = now - evidence.readTo;
    if (age <= endpointRules.read.limit * 60_000) return { figure: formatDuration(age) };
    return {
      word: 'unknown',
      absence: 'late',
      figure: formatDuration(age),
      since: evidence.readTo,
      sentence: `was last read ${formatDuration(age)} ago`,
    };
  },
  traffic: (evidence) => {
    const recent: Track = { ...evidence.calls, values: evidence.calls.values.slice(-endpointRules.traffic.minutes) };
    if (isEmpty(recent) && evidence.calls.absence !== undefined && evidence.calls.absence !== 'no_traffic')
      return absent(evidence.calls);
    const last = lastOf({ ...evidence.calls, values: evidence.calls.values.map((value) => (value === 0 ? null : value)) });
    if (last && evidence.calls.endsAt - last.at <= endpointRules.traffic.limit * 60_000) {
      return { figure: `${formatFigure(last.value, 'count').text} per min` };
    }
    return {
      word: 'no_traffic',
      absence: 'no_traffic',
      figure: absences.no_traffic.word,
      since: last?.at ?? null,
      sentence: last ? `had its last call ${formatDuration(evidence.calls.endsAt - last.at)} ago` : 'had no call in 24 h',
    };
  },
};

const order = [
  'latency',
  'errors',
  'errors_some',
  'down',
  'capacity',
  'status',
  'memory',
  'disk',
  'gpu_memory',
  'backlog',
  'read',
  'traffic',
] as const;

/** Rules that speak of now only while what they read is of now. The status has an age of its own. */
const isOfMetrics = ({ id }: RuleResult): boolean => id !== 'status' && id !== 'read';

/** What was not read lately is neither well nor ill: its rules keep their figures, and the word of then stands beside the age. */
function withoutStale(rules: readonly RuleResult[]): RuleResult[] {
  const read = rules.find(({ id }) => id === 'read');
  if (read?.word !== 'unknown') return [...rules];
  const then = rules.filter((one) => isOfMetrics(one) && one.word !== null && one.word !== 'no_traffic').map((one) => one.word);
  const worst = then.includes('failing') ? 'failing' : then[0];
  return rules.map((one) => {
    if (one === read) return worst ? { ...one, sentence: `${one.sentence}, ${worst} then`, formerWord: worst } : one;
    return isOfMetrics(one) ? { ...one, word: null, since: null, sentence: '', absence: one.absence ?? read.absence } : one;
  });
}

/**
 * The word of an endpoint, what earned it and every rule that was looked at, broken ones first.
 * "No traffic" never hides another word; a rule without evidence says so and decides nothing.
 */
export function evaluateHealth(evidence: EndpointEvidence, now: number): HealthReport {
  const rules = withoutStale(
    order.map(
      (id): RuleResult => ({
        ...{ id, promise: promiseOf(id), figure: '', word: null, absence: null, since: null, sentence: '' },
        ...judges[id](evidence, now),
      }),
    ),
  );
  const rank = (result: RuleResult) => (result.word === null ? healthWords.healthy.rank : healthWords[result.word].rank);
  const shown = rules
    .filter((result) => result.id !== 'errors_some' || result.word !== null)
    .filter((result, _, all) => {
      const errors = all.find((one) => one.id === 'errors');
      return result.id !== 'errors_some' || errors?.word === null;
    });
  const sorted = shown.toSorted((a, b) => rank(a) - rank(b));
  const [first] = sorted;
  if (!first || first.word === null || first.word === 'no_traffic') {
    const quiet = sorted.find((result) => result.word === 'no_traffic');
    return {
      word: quiet ? 'no_traffic' : 'healthy',
      sentence: quiet?.sentence ?? 'is inside its rules',
      since: quiet?.since ?? null,
      rules: sorted,
    };
  }
  return { word: first.word, sentence: first.sentence, since: first.since, rules: sorted };
}

/** Twice (see `latencyLimit`) what was usual, rounded up to two digits; null while too little was read to say what is usual. */
export function ownLatencyLimit(p99Ms: readonly (number | null)[]): number | null {
  if (p99Ms.filter((value) => value !== null).length < latencyLimit.atLeast) return null;
  const limit = Math.max(latencyLimit.floorMs, latencyLimit.factor * (medianOf(p99Ms) ?? 0));
  const step = 10 ** Math.max(0, Math.floor(Math.log10(limit)) - 1);
  return Math.ceil(limit / step) * step;
}
