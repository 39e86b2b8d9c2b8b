import { dayMs } from '#lib/time.ts';
import type { EngineOperation } from '../../engine.ts';
import type { Place } from '../../scenario/types.ts';
import { bucketOf } from '../s3/trail-bucket.ts';
import { findTrail } from './find-trail.ts';
import { lastSwitches } from './logging.ts';
import { plainTime } from './trails.ts';

const createdAt = Date.UTC(2024, 2, 5, 9, 30);
const neverStopped = { stoppedAt: undefined, startedAt: undefined };

/** cloudtrail.GetTrailStatus: of the account and Region that ask. The strings are an older form of the same. */
export const getTrailStatus: EngineOperation = (input, context) => {
  const { now, scenario, knobs } = context;
  const trail = findTrail(input.Name, context);
  const { stoppedAt, startedAt = createdAt } = trail.isOrganization ? lastSwitches(knobs.spoils, now) : neverStopped;
  const { files, digests } = bucketOf(scenario, knobs.spoils);
  const place: Place = { account: context.account, region: context.region };
  const delivered = files.delivered(trail, place, now - dayMs, now).at(-1)?.deliveredAt;
  const digested = lastOf(digests.ending(trail, place, now - dayMs, now), now);
  return {
    IsLogging: stoppedAt === undefined || startedAt > stoppedAt,
    StartLoggingTime: startedAt / 1000,
    ...(stoppedAt === undefined ? {} : { StopLoggingTime: stoppedAt / 1000 }),
    ...(delivered === undefined ? {} : { LatestDeliveryTime: delivered / 1000 }),
    ...(digested === undefined ? {} : { LatestDigestDeliveryTime: digested / 1000 }),
    LatestDeliveryAttemptTime: delivered === undefined ? '' : plainTime(delivered),
    LatestDeliveryAttemptSucceeded: delivered === undefined ? '' : plainTime(delivered),
    LatestNotificationAttemptTime: '',
    LatestNotificationAttemptSucceeded: '',
    TimeLoggingStarted: plainTime(startedAt),
    TimeLoggingStopped: stoppedAt === undefined ? '' : plainTime(stoppedAt),
  };
};

const lastOf = (digests: readonly { deliveredAt: number }[], now: number): number | undefined => {
  const times = digests.map(({ deliveredAt }) => deliveredAt).filter((at) => at <= now);
  return times.length === 0 ? undefined : Math.max(...times);
};
