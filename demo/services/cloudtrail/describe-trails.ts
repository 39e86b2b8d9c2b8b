import { logArchive } from '../../accounts.ts';
import { AwsError } from '../../aws-error.ts';
import type { EngineOperation } from '../../engine.ts';
import { paginate } from '../../paging.ts';
import { findTrail, trailNamed } from './find-trail.ts';
import { type Trail, trailArn, trailsSeen } from './trails.ts';

const described = (trail: Trail): Record<string, unknown> => ({
  Name: trail.name,
  S3BucketName: logArchive.bucket,
  ...(trail.prefix === '' ? {} : { S3KeyPrefix: trail.prefix.slice(0, -1) }),
  IncludeGlobalServiceEvents: trail.isMultiRegion,
  IsMultiRegionTrail: trail.isMultiRegion,
  HomeRegion: trail.homeRegion,
  TrailARN: trailArn(trail),
  LogFileValidationEnabled: trail.hasValidation,
  KmsKeyId: logArchive.keyArn,
  HasCustomEventSelectors: trail.isOrganization,
  HasInsightSelectors: false,
  IsOrganizationTrail: trail.isOrganization,
});

/** cloudtrail.DescribeTrails: those that are not there are left out; shadow trails are shown unless declined. */
export const describeTrails: EngineOperation = (input, context) => {
  const names: unknown[] = Array.isArray(input.trailNameList) ? input.trailNameList : [];
  const named = names.flatMap((name) => trailNamed(String(name), context) ?? []);
  const all = names.length > 0 ? named : trailsSeen(context);
  const shown = input.includeShadowTrails === false ? all.filter(({ homeRegion }) => homeRegion === context.region) : all;
  return { trailList: shown.map(described) };
};

export const getTrail: EngineOperation = (input, context) => ({ Trail: described(findTrail(input.Name, context)) });

export const listTrails: EngineOperation = (input, context) => {
  const invalidToken = () => new AwsError('InvalidNextTokenException', 'Invalid next token.');
  const { items, nextToken } = paginate({ items: trailsSeen(context), input, default: 100, max: 100, invalidToken });
  const Trails = items.map((trail) => ({ TrailARN: trailArn(trail), Name: trail.name, HomeRegion: trail.homeRegion }));
  return { Trails, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
};

/** cloudtrail.GetEventSelectors: management events alone, of all of them; advanced selectors where the trail was set up with them. */
export const getEventSelectors: EngineOperation = (input, context) => {
  const trail = findTrail(input.TrailName, context);
  if (!trail.isOrganization) {
    const all = { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] };
    return { TrailARN: trailArn(trail), EventSelectors: [all] };
  }
  const FieldSelectors = [{ Field: 'eventCategory', Equals: ['Management'] }];
  return { TrailARN: trailArn(trail), AdvancedEventSelectors: [{ Name: 'Management events', FieldSelectors }] };
};
