import type { CallContext, LogLine, Operation } from '../../scenario/types.ts';
import { openToken, sealToken } from '../../tokens.ts';
import {
  demandStream,
  demandTimes,
  type Group,
  groupNamed,
  hourMs,
  ingestedAt,
  invalidParameter,
  limitOf,
  linesBetween,
  numberOr,
  spanOf,
} from './lines.ts';

/** Between two lines: all lines before `at` and `count` of those at it lie behind. */
type Cursor = { at: number; count: number };

/** A page holds 1 MB at most, each line with 26 bytes of its own ("GetLogEvents"). */
const maxBytes = 1_048_576;
const sizeOf = (line: LogLine): number => Buffer.byteLength(line.message) + 26;

/** As many lines as a page holds; whoever reads back hands them over newest first. */
function pageOf(lines: readonly LogLine[], limit: number): LogLine[] {
  let bytes = 0;
  const end = lines.findIndex((line, index) => {
    bytes += sizeOf(line);
    return index === limit || (index > 0 && bytes > maxBytes);
  });
  return lines.slice(0, end < 0 ? lines.length : end);
}

/** One call searches at most this long a time. */
const hoursPerCall = 24 * 20;

type Reading = { context: CallContext; group: Group; stream: string; from: number; to: number; limit: number };

const streamLines = ({ context, group, stream }: Reading, from: number, to: number): LogLine[] =>
  linesBetween(context, group.name, from, to).filter((line) => line.stream === stream);

/** How many of the lines at the cursor's own moment come before `index`. */
const cursorBefore = (lines: readonly LogLine[], index: number, cursor: Cursor): Cursor => {
  const line = lines[index];
  if (!line) return cursor;
  const earlier = lines.slice(0, index).filter((one) => one.at === line.at).length;
  return { at: line.at, count: earlier + (line.at === cursor.at ? cursor.count : 0) };
};

function readForward(reading: Reading, cursor: Cursor): { lines: LogLine[]; before: Cursor; after: Cursor } {
  const lines: LogLine[] = [];
  let from = Math.max(reading.from, cursor.at);
  const stop = Math.min(reading.to, from + hoursPerCall * hourMs);
  let skip = cursor.at >= reading.from ? cursor.count : 0;
  const origin = { at: from, count: skip };
  for (; from < stop && lines.length < reading.limit; from += hourMs) {
    lines.push(...streamLines(reading, from, Math.min(stop, from + hourMs)).slice(skip));
    skip = 0;
  }
  const page = pageOf(lines, reading.limit);
  const last = page.at(-1);
  const isSearched = last === undefined && stop < reading.to;
  const after = last ? { ...cursorBefore(page, page.length - 1, origin) } : isSearched ? { at: stop, count: 0 } : cursor;
  if (last) after.count += 1;
  return { lines: page, before: page.length > 0 ? cursorBefore(page, 0, origin) : cursor, after };
}

function readBackward(reading: Reading, cursor: Cursor): { lines: LogLine[]; before: Cursor; after: Cursor } {
  const end = Math.min(reading.to, cursor.at);
  const atCursor = cursor.at < reading.to ? streamLines(reading, cursor.at, cursor.at + 1).slice(0, cursor.count) : [];
  let lines = atCursor;
  const stop = Math.max(reading.from, end - hoursPerCall * hourMs);
  for (let to = end; to > stop && lines.length < reading.limit; to -= hourMs) {
    lines = [...streamLines(reading, Math.max(stop, to - hourMs), to), ...lines];
  }
  const page = pageOf(lines.toReversed(), reading.limit).reverse();
  const skipped = lines.length - page.length;
  const first = page[0];
  const before = first
    ? { at: first.at, count: lines.slice(0, skipped).filter((line) => line.at === first.at).length }
    : stop > reading.from
      ? { at: stop, count: 0 }
      : cursor;
  return { lines: page, before, after: cursor };
}

/**
 * logs.GetLogEvents: lines of one stream, oldest first. Two tokens lead on and back; at the end of the stream the token
 * that was passed comes back.
 */
export const getLogEvents: Operation = (input, context) => {
  const group = groupNamed(input, context);
  const stream = String(input.logStreamName);
  demandTimes(input);
  demandStream(context, group, stream);
  const span = spanOf(context, group, stream);
  const bind = [context.account, context.region, group.name, stream];
  const reading: Reading = {
    context,
    group,
    stream,
    from: Math.max(numberOr(input.startTime, 0), span.from),
    to: Math.min(numberOr(input.endTime, context.now + 1), span.to),
    limit: limitOf(input.limit, 10_000, 10_000),
  };
  const token = input.nextToken;
  const [direction, cursor] = tokenOf(token, bind) ?? startOf(input, reading);
  const { lines, before, after } = direction === 'f' ? readForward(reading, cursor) : readBackward(reading, cursor);
  const seal = (side: 'f' | 'b', { at, count }: Cursor): string => `${side}/${sealToken(`${at},${count}`, bind)}`;
  return {
    events: lines.map((line) => ({ timestamp: line.at, message: line.message, ingestionTime: ingestedAt(line) })),
    nextForwardToken: seal('f', after),
    nextBackwardToken: seal('b', before),
  };
};

const startOf = (input: Record<string, unknown>, reading: Reading): ['f' | 'b', Cursor] =>
  input.startFromHead === true ? ['f', { at: reading.from, count: 0 }] : ['b', { at: reading.to, count: 0 }];

function tokenOf(token: unknown, bind: unknown): ['f' | 'b', Cursor] | undefined {
  if (token === undefined || token === null) return undefined;
  const [side, sealed] = String(token).split('/');
  const [at, count] = (openToken(sealed, bind) ?? '').split(',');
  if ((side !== 'f' && side !== 'b') || count === undefined) throw invalidParameter('The specified nextToken is invalid.');
  return [side, { at: Number(at), count: Number(count) }];
}
