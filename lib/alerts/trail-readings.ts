import type { HourStateId } from '#lib/catalog/hour-states.ts';
import { formatCount, formatDuration } from '#lib/format.ts';
import { hourMs } from '#lib/time.ts';
import type { Reading, Verdict } from './reading.ts';

/** Hours of the last day in which a trail's files were found to be of a state; `from`: the first of them. */
type Faults = { state: HourStateId; hours: number; from: number };

/** A trail as CloudTrail describes it, and what is known beside that. Epoch ms. */
export type WatchedTrail = {
  account: string;
  region: string;
  name: string;
  isLogging: boolean | null;
  startedAt: number | null;
  stoppedAt: number | null;
  deliveredAt: number | null;
  deliveryError: string | null;
  seenAt: number;
  /** The first change that it should have delivered since it delivered last, an hour before it was described; null for none. */
  missedAt: number | null;
  faults: readonly Faults[];
};

/** Trails are described every ten minutes: what was is not what is. */
const seenWithinMs = hourMs;
const broken = (since: number | null, sentence: string, figure = ''): Verdict => ({ verdict: 'broken', since, sentence, figure });

const faultWords = {
  altered: 'altered',
  missing: 'missing',
  'never-delivered': 'never delivered',
} as const satisfies Partial<Record<HourStateId, string>>;
/** What is wrong with a trail's files, and not merely not provable. */
export const faultyStates = Object.keys(faultWords) as (keyof typeof faultWords)[];

/** "3 h altered, 1 h missing". */
function integrityVerdict(faults: readonly Faults[]): Verdict | null {
  const found = faultyStates.flatMap((state) => faults.filter((one) => one.state === state));
  if (found.length === 0) return null;
  const hours = found.map((one) => `${one.hours} h ${faultWords[one.state as keyof typeof faultWords]}`).join(', ');
  const total = found.reduce((sum, one) => sum + one.hours, 0);
  const since = Math.min(...found.map(({ from }) => from));
  return broken(since, `has log files of the last 24 h that do not verify: ${hours}`, formatCount(total, 'hour', 'hours'));
}

function verdictOn(trail: WatchedTrail, now: number): Verdict {
  const { isLogging, startedAt, stoppedAt, deliveredAt, deliveryError, seenAt, missedAt } = trail;
  const wrong = integrityVerdict(trail.faults);
  const isUnread = isLogging === null || now - seenAt > seenWithinMs;
  // Nobody counted on one that never logged.
  if (!isUnread && !isLogging && (startedAt !== null || stoppedAt !== null)) {
    return broken(stoppedAt, 'is switched off: nothing that happens is delivered');
  }
  if (!isUnread && isLogging && deliveryError) {
    return broken(deliveredAt, `cannot deliver: ${deliveryError}`, deliveredAt === null ? '' : formatDuration(now - deliveredAt));
  }
  if (!isUnread && isLogging && missedAt !== null) {
    const since =
      deliveredAt === null ? 'never delivered anything' : `has delivered nothing for ${formatDuration(now - deliveredAt)}`;
    return broken(missedAt, `${since}, though something was changed meanwhile`, formatDuration(now - missedAt));
  }
  return wrong ?? { verdict: isUnread ? 'unknown' : 'holds' };
}

/** Whether trails log, deliver, and hold what they delivered. `now` in epoch ms. */
export const trailReadings = (trails: readonly WatchedTrail[], now: number): Reading[] =>
  trails.map((trail) => {
    const { account, region, name } = trail;
    return { rule: 'trail_failing', subject: { account, region, kind: 'trail', name }, ...verdictOn(trail, now) };
  });
