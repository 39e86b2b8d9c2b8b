import {
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  ListPublicKeysCommand,
  LookupEventsCommand,
} from '@aws-sdk/client-cloudtrail';
import { declareCall } from './call.ts';

const service = 'cloudtrail';

export const lookupEvents = declareCall(
  { service, operation: 'LookupEvents', action: 'cloudtrail:LookupEvents', feeds: 'who changed what' },
  LookupEventsCommand,
);

export const describeTrails = declareCall(
  {
    service,
    operation: 'DescribeTrails',
    action: 'cloudtrail:DescribeTrails',
    feeds: 'which trails there are, and where they deliver',
  },
  DescribeTrailsCommand,
);

export const getTrailStatus = declareCall(
  { service, operation: 'GetTrailStatus', action: 'cloudtrail:GetTrailStatus', feeds: 'whether a trail logs and delivers' },
  GetTrailStatusCommand,
);

export const getEventSelectors = declareCall(
  { service, operation: 'GetEventSelectors', action: 'cloudtrail:GetEventSelectors', feeds: 'what a trail does not log' },
  GetEventSelectorsCommand,
);

/** The keys that digests of a time are signed with, of this Region. */
export const listPublicKeys = declareCall(
  { service, operation: 'ListPublicKeys', action: 'cloudtrail:ListPublicKeys', feeds: 'the proof that log files are whole' },
  ListPublicKeysCommand,
);
