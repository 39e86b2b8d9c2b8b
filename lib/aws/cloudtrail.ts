import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { declareCall } from './call.ts';

export const lookupEvents = declareCall(
  { service: 'cloudtrail', operation: 'LookupEvents', action: 'cloudtrail:LookupEvents', feeds: 'who changed what' },
  LookupEventsCommand,
);
