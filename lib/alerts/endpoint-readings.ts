import type { Absence } from '#lib/catalog/absence.ts';
import type { AlertRuleId } from '#lib/catalog/alert-rules.ts';
import { type EndpointRuleId, endpointRules } from '#lib/catalog/health.ts';
import type { EndpointEvidence, HealthReport, RuleResult } from '#lib/metrics/health.ts';
import type { Track } from '#lib/metrics/track.ts';
import type { AlertSubject, Reading, Verdict } from './reading.ts';

/**
 * Which rules of health are watched, what explains the others first: of several that break at once it leads what is told. "Some errors" is no alert
 * of its own: it is the lesser word for what `errors` tells.
 */
export const watched = {
  endpoint_down: 'down',
  endpoint_status: 'status',
  endpoint_errors: 'errors',
  endpoint_latency: 'latency',
  endpoint_capacity: 'capacity',
  endpoint_backlog: 'backlog',
  endpoint_memory: 'memory',
  endpoint_gpu_memory: 'gpu_memory',
  endpoint_disk: 'disk',
} as const satisfies Partial<Record<AlertRuleId, EndpointRuleId>>;
type Watched = (typeof watched)[keyof typeof watched];

/** What nobody could read may be anything; any other absence is of what has nothing to break. */
export const unread: ReadonlySet<Absence> = new Set(['late', 'throttled', 'denied', 'not_collected']);

/**
 * What each rule reads minute by minute. The age of the oldest request has no value while none waits, and the status is one word: their silence
 * says nothing.
 */
const tracks: Readonly<Record<Watched, ((evidence: EndpointEvidence) => Track) | null>> = {
  latency: ({ p99Ms }) => p99Ms,
  errors: ({ errorShare }) => errorShare,
  down: ({ running }) => running,
  capacity: ({ running }) => running,
  memory: ({ memory }) => memory,
  disk: ({ disk }) => disk,
  gpu_memory: ({ gpuMemory }) => gpuMemory,
  status: null,
  backlog: null,
};

/** Instances come from Describe, which always has an answer: their silence is that nobody was answered. Metrics fall silent with the calls. */
const silenceOf = (id: Watched): number => (id === 'down' || id === 'capacity' ? Number.POSITIVE_INFINITY : 60);

/** No minute that the rule looks at has a value, and it had some not long ago: what was broken may still be. */
function isSilent(id: Watched, evidence: EndpointEvidence): boolean {
  const values = tracks[id]?.(evidence).values ?? [];
  const has = (minutes: number): boolean => values.slice(-Math.min(minutes, values.length || 1)).some((value) => value !== null);
  return values.length > 0 && !has(endpointRules[id].minutes) && has(silenceOf(id));
}

function verdictOf(result: RuleResult | undefined): Verdict {
  if (!result) return { verdict: 'unknown' };
  const { word, since, sentence, figure, absence } = result;
  if (word === 'failing' || word === 'degraded') return { verdict: 'broken', since, sentence, figure };
  // A change under way ends nothing: it may be the one that goes wrong.
  if (word === 'unknown' || word === 'changing') return { verdict: 'unknown' };
  return { verdict: absence !== null && unread.has(absence) ? 'unknown' : 'holds' };
}

/**
 * What the health of an endpoint is to each rule that watches it: alert and page never disagree. Without a look at its metrics none of them can be
 * judged, and while it is made, or made anew, fewer instances than wanted are no news.
 */
export function endpointReadings(subject: AlertSubject, { rules }: HealthReport, evidence: EndpointEvidence): Reading[] {
  const wordOf = (id: EndpointRuleId) => rules.find((one) => one.id === id)?.word;
  const isUnread = wordOf('read') === 'unknown';
  const isChanging = wordOf('status') === 'changing';
  const isPending = (id: Watched): boolean =>
    (id === 'capacity' && isChanging) || (id === 'down' && isChanging && evidence.status === 'Creating');
  return Object.entries(watched).map(([rule, id]): Reading => {
    const isOpaque = (isUnread && id !== 'status') || isPending(id) || isSilent(id, evidence);
    const verdict: Verdict = isOpaque ? { verdict: 'unknown' } : verdictOf(rules.find((one) => one.id === id));
    return { rule, subject, ...verdict };
  });
}
