import { paginate } from '../../paging.ts';
import type { CallContext, LogLine, Operation } from '../../scenario/types.ts';
import { type Group, groupArn, groupNamed, hourMs, ingestedAt, invalidParameter, linesBetween, spanOf } from './lines.ts';

type Stream = { name: string; first: LogLine; last: LogLine };

/** Streams without lines in so long are not listed unless their prefix tells when they lived. */
const listedMs = 3 * 24 * hourMs;
/** Streams by their last event are found from the newest hour on, until this many are. */
const enough = 1000;

function streamsIn(lines: readonly LogLine[], streams: Map<string, Stream>): void {
  for (const line of lines) {
    const known = streams.get(line.stream);
    if (!known) streams.set(line.stream, { name: line.stream, first: line, last: line });
    else if (line.at < known.first.at) known.first = line;
    else if (line.at > known.last.at) known.last = line;
  }
}

function findStreams(context: CallContext, group: Group, prefix: string): Stream[] {
  const span = spanOf(context, group, prefix);
  const from = span.isKnown ? span.from : Math.max(span.from, context.now - listedMs);
  const streams = new Map<string, Stream>();
  for (let to = span.to; to > from && streams.size < enough; to -= 6 * hourMs) {
    streamsIn(linesBetween(context, group.name, Math.max(from, to - 6 * hourMs), to), streams);
  }
  return [...streams.values()].filter((stream) => stream.name.startsWith(prefix));
}

/** logs.DescribeLogStreams: by name or by last event, at most 50 a page. */
export const describeLogStreams: Operation = (input, context) => {
  const group = groupNamed(input, context);
  const prefix = String(input.logStreamNamePrefix ?? '');
  const isByTime = input.orderBy === 'LastEventTime';
  if (isByTime && prefix !== '') {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const sign = input.descending === true ? -1 : 1;
  const streams = findStreams(context, group, prefix).sort(
    (a, b) => sign * ((isByTime ? a.last.at - b.last.at : 0) || (a.name < b.name ? -1 : 1)),
  );
  const page = paginate({
    items: streams,
    input: { ...input, account: context.account, region: context.region },
    tokenKey: 'nextToken',
    maxKey: 'limit',
    default: 50,
    max: 50,
    invalidToken: () => invalidParameter('The specified nextToken is invalid.'),
  });
  return {
    logStreams: page.items.map(({ name, first, last }) => ({
      logStreamName: name,
      creationTime: first.at - 400,
      firstEventTimestamp: first.at,
      lastEventTimestamp: last.at,
      lastIngestionTime: ingestedAt(last),
      arn: `${groupArn(context, group.name)}:log-stream:${name}`,
      storedBytes: 0,
    })),
    ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
  };
};
