import type { EngineOperation } from '../../engine.ts';
import { describeTrails, getEventSelectors, getTrail, listTrails } from './describe-trails.ts';
import { listPublicKeys } from './list-public-keys.ts';
import { lookupEvents } from './lookup-events.ts';
import { getTrailStatus } from './trail-status.ts';

export const operations: Readonly<Record<string, EngineOperation>> = {
  'cloudtrail.DescribeTrails': describeTrails,
  'cloudtrail.GetEventSelectors': getEventSelectors,
  'cloudtrail.GetTrail': getTrail,
  'cloudtrail.GetTrailStatus': getTrailStatus,
  'cloudtrail.ListPublicKeys': listPublicKeys,
  'cloudtrail.ListTrails': listTrails,
  'cloudtrail.LookupEvents': lookupEvents,
};
