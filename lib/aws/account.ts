import { ListRegionsCommand } from '@aws-sdk/client-account';
import { declareCall } from './call.ts';

/** Asked only for accounts whose Regions are `auto`. */
export const listRegions = declareCall(
  {
    service: 'account',
    operation: 'ListRegions',
    action: 'account:ListRegions',
    feeds: 'which Regions are on, where `regions` is auto',
  },
  ListRegionsCommand,
);
