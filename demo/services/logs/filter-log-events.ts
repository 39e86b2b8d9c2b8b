import { streamOf, subStream } from '../../scenario/random.ts';
import type { LogLine, Operation } from '../../scenario/types.ts';
import { openToken, parametersOf, sealToken } from '../../tokens.ts';
import { patternTest } from './filter-pattern.ts';
import {
  demandStream,
  demandTimes,
  groupNamed,
  hourMs,
  ingestedAt,
  invalidParameter,
  limitOf,
  linesBetween,
  numberOr,
  spanOf,
} from './lines.ts';

/** One call searches at most this long a time; a search of more answers pages, empty ones too, that carry a token. */
const hoursPerCall = 24;
const bytesPerPage = 1_000_000;

/** 56 digits, the same for the same line. */
const eventId = (line: LogLine): string => {
  const stream = streamOf(line.at, line.stream, line.message);
  const digits = Array.from({ length: 5 }, (_, index) => String(subStream(stream, index)).padStart(10, '0')).join('');
  return `3${digits}${String(line.at).slice(-5).padStart(5, '0')}`;
};

type Search = { isAscending: boolean; from: number; to: number; hour: number; skip: number };

function searchOf(input: Record<string, unknown>, parameters: string, bounds: { from: number; to: number }): Search {
  if (input.nextToken !== undefined && input.nextToken !== null) {
    const [direction, from, to, hour, skip] = (openToken(input.nextToken, parameters) ?? '').split(',');
    if (skip === undefined) throw invalidParameter('The specified nextToken is invalid.');
    return { isAscending: direction === 'a', from: Number(from), to: Number(to), hour: Number(hour), skip: Number(skip) };
  }
  const isAscending = input.startFromHead !== false;
  const earliest = isAscending ? bounds.from : bounds.to - 1;
  return { isAscending, ...bounds, hour: Math.floor(earliest / hourMs), skip: 0 };
}

function streamTest(input: Record<string, unknown>): (stream: string) => boolean {
  const { logStreamNames, logStreamNamePrefix } = input;
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix cannot both be given.');
  }
  if (!Array.isArray(logStreamNames)) return (stream) => stream.startsWith(String(logStreamNamePrefix ?? ''));
  const names = new Set<unknown>(logStreamNames);
  return (stream) => names.has(stream);
}

/** The time that the input's streams and bounds leave to be searched; `to` is exclusive. */
function boundsOf(input: Record<string, unknown>, context: Parameters<Operation>[1]): { from: number; to: number } {
  const group = groupNamed(input, context);
  const names = Array.isArray(input.logStreamNames)
    ? input.logStreamNames.map(String)
    : [String(input.logStreamNamePrefix ?? '')];
  const spans = names.map((name) => spanOf(context, group, name));
  return {
    from: Math.max(numberOr(input.startTime, 0), Math.min(...spans.map((span) => span.from))),
    to: Math.min(numberOr(input.endTime, context.now) + 1, Math.max(...spans.map((span) => span.to))),
  };
}

/**
 * logs.FilterLogEvents: lines of all streams, interleaved by time, that match a pattern. Pages hold at most `limit`
 * lines or 1 MB, and may be empty while there is more to search.
 */
export const filterLogEvents: Operation = (input, context) => {
  const group = groupNamed(input, context);
  const limit = limitOf(input.limit, 10_000, 10_000);
  demandTimes(input);
  const matches = patternTest(input.filterPattern);
  const isWanted = streamTest(input);
  if (Array.isArray(input.logStreamNames)) for (const name of input.logStreamNames) demandStream(context, group, String(name));
  const parameters = parametersOf({ ...input, account: context.account, region: context.region }, [
    'nextToken',
    'limit',
    'startFromHead',
  ]);
  const search = searchOf(input, parameters, boundsOf(input, context));
  const { isAscending, from, to } = search;
  const found: LogLine[] = [];
  let { hour, skip } = search;
  let bytes = 0;
  const step = isAscending ? 1 : -1;
  const isInside = (): boolean => (hour + 1) * hourMs > from && hour * hourMs < to;
  for (let searched = 0; searched < hoursPerCall && isInside(); searched += 1) {
    const lines = linesBetween(context, group.name, Math.max(from, hour * hourMs), Math.min(to, (hour + 1) * hourMs));
    const wanted = lines.filter((line) => isWanted(line.stream) && matches(line.message));
    if (!isAscending) wanted.reverse();
    const isFull = wanted.slice(skip).some((line) => {
      const size = line.message.length + 26;
      if (found.length === limit || (found.length > 0 && bytes + size > bytesPerPage)) return true;
      found.push(line);
      bytes += size;
      skip += 1;
      return false;
    });
    if (isFull) break;
    [hour, skip] = [hour + step, 0];
  }
  const next = [isAscending ? 'a' : 'd', from, to, hour, skip].join(',');
  return {
    events: found.map((line) => ({
      logStreamName: line.stream,
      timestamp: line.at,
      message: line.message,
      ingestionTime: ingestedAt(line),
      eventId: eventId(line),
    })),
    searchedLogStreams: [],
    ...(isInside() ? { nextToken: sealToken(next, parameters) } : {}),
  };
};
