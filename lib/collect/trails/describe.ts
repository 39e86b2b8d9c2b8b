import { describeTrails, getEventSelectors, getTrailStatus } from '#lib/aws/cloudtrail.ts';
import { saveTrails, type TrailRow } from '#lib/store/audit-sources.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { minuteMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';

const everyMs = 10 * minuteMs;

type Described = { Name?: string; TrailARN?: string; S3BucketName?: string; HomeRegion?: string };

const keyOf = ({ place }: Pick<RunContext, 'place'>) => ({ ...place, collector: 'trails', key: 'described' });

/** What a trail does now and what it logs. Each may be refused by itself. */
async function askMore(run: RunContext, arn: string): Promise<Partial<TrailRow>> {
  const [status, selectors] = await Promise.all([
    run.aws.send(getTrailStatus, { Name: arn }),
    run.aws.send(getEventSelectors, { TrailName: arn }),
  ]);
  for (const answer of [status, selectors]) if (!answer.ok) run.fail(answer.failure, { subject: arn });
  const told = selectors.ok ? selectors.value : null;
  return {
    ...(status.ok
      ? {
          isLogging: status.value.IsLogging ?? null,
          startedAt: status.value.StartLoggingTime ?? null,
          stoppedAt: status.value.StopLoggingTime ?? null,
          deliveredAt: status.value.LatestDeliveryTime ?? null,
          deliveryError: status.value.LatestDeliveryError?.slice(0, 500) ?? null,
          digestAt: status.value.LatestDigestDeliveryTime ?? null,
        }
      : {}),
    ...(told ? { selectors: { basic: told.EventSelectors ?? [], advanced: told.AdvancedEventSelectors ?? [] } } : {}),
  };
}

const unknown = {
  ...{ isLogging: null, startedAt: null, stoppedAt: null },
  ...{ deliveredAt: null, deliveryError: null, digestAt: null, selectors: null },
};

/** Keeps the trails whose home this Region is: the account's own, and that of its organization, of which members are told, too. */
export async function describeHere(run: RunContext): Promise<void> {
  const { db, place, clock } = run;
  const last = await findCursor(db, keyOf(run));
  if (typeof last === 'number' && clock.now() >= last && clock.now() - last < everyMs) return;
  const answer = await run.aws.send(describeTrails, {});
  if (!answer.ok) return run.fail(answer.failure, { subject: 'trails' });
  const here = (answer.value.trailList ?? []).filter(({ HomeRegion }: Described) => HomeRegion === place.region);
  const trails: TrailRow[] = [];
  for (const trail of here) {
    const { Name: name, TrailARN: arn, S3BucketName: bucket } = trail;
    const account = arn?.split(':')[4];
    if (!name || !arn || !bucket || !account) continue;
    trails.push({
      ...{ account, region: place.region, name, bucket, prefix: trail.S3KeyPrefix ?? '' },
      isOrganization: trail.IsOrganizationTrail ?? false,
      isMultiRegion: trail.IsMultiRegionTrail ?? false,
      isValidated: trail.LogFileValidationEnabled ?? false,
      kmsKey: trail.KmsKeyId ?? null,
      ...unknown,
      ...(await askMore(run, arn)),
    });
  }
  run.count('read', trails.length);
  await saveTrails(db, place, { trails, at: new Date(clock.now()) });
  await setCursor(db.pool, keyOf(run), clock.now(), new Date(clock.now()));
}
