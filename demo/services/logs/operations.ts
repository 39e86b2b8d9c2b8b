import type { Operation } from '../../scenario/types.ts';
import { describeLogGroups } from './describe-log-groups.ts';
import { describeLogStreams } from './describe-log-streams.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { getLogEvents } from './get-log-events.ts';

export const operations: Record<string, Operation> = {
  'logs.DescribeLogGroups': describeLogGroups,
  'logs.DescribeLogStreams': describeLogStreams,
  'logs.FilterLogEvents': filterLogEvents,
  'logs.GetLogEvents': getLogEvents,
};
