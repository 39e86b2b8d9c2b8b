import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { declareCall } from './call.ts';

/** Tags of up to a hundred resources in one call. What never had a tag is not in the answer. */
export const getResources = declareCall(
  { service: 'tagging', operation: 'GetResources', action: 'tag:GetResources', feeds: 'tags of many resources at once' },
  GetResourcesCommand,
);
