import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { declareCall } from './call.ts';

/** The worker's own identity needs sts:AssumeRole on each role; the role itself needs nothing for it. */
export const assumeRole = declareCall(
  { service: 'sts', operation: 'AssumeRole', action: null, feeds: 'everything of that account' },
  AssumeRoleCommand,
);

export const getCallerIdentity = declareCall(
  { service: 'sts', operation: 'GetCallerIdentity', action: null, feeds: 'the proof of who Trailwatch is' },
  GetCallerIdentityCommand,
);
