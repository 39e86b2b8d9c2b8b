import { DescribeLogStreamsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { declareCall } from './call.ts';

const service = 'logs';

export const describeLogStreams = declareCall(
  { service, operation: 'DescribeLogStreams', action: 'logs:DescribeLogStreams', feeds: 'the last lines of a log' },
  DescribeLogStreamsCommand,
);

export const filterLogEvents = declareCall(
  {
    service,
    operation: 'FilterLogEvents',
    action: 'logs:FilterLogEvents',
    feeds: 'worker activity and the first error of a log',
  },
  FilterLogEventsCommand,
);
