/**
 * The types that CBOR and Query cannot tell from the text alone, by member name: the operations speak JSON's form
 * (numbers, booleans, epoch seconds). Names mean the same in every operation of CloudWatch and STS that is served.
 */
export const timestampMembers: ReadonlySet<string> = new Set([
  'StartTime',
  'EndTime',
  'StartDate',
  'EndDate',
  'Timestamp',
  'Timestamps',
  'StateUpdatedTimestamp',
  'StateTransitionedTimestamp',
  'AlarmConfigurationUpdatedTimestamp',
  'Expiration',
]);

export const numberMembers: ReadonlySet<string> = new Set(['Period', 'MaxDatapoints', 'MaxRecords', 'DurationSeconds']);

export const booleanMembers: ReadonlySet<string> = new Set(['ReturnData', 'IncludeLinkedAccounts']);
