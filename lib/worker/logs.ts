import { describeLogStreams, filterLogEvents } from '#lib/aws/logs.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import type { Absence } from '#lib/catalog/absence.ts';
import type { LogDemand } from '#lib/store/demands.ts';

type LogReplyLine = { at: number; stream: string; text: string };
/** `calls` is what the reading cost; `isCut` says that the window held more than was read. */
export type LogReply =
  | { ok: true; lines: LogReplyLine[]; firstError: LogReplyLine | null; isCut: boolean; calls: number; readAt: number }
  | { ok: false; absence: Absence; why: string };

const shown = 60;
const streamsRead = 3;
const pagesRead = 4;
const errorPattern = '?ERROR ?Error ?Exception ?Traceback ?CRITICAL';

type Events = { timestamp?: number; logStreamName?: string; message?: string }[];
type Read = { lines: LogReplyLine[]; isCut: boolean } | { absence: Absence; why: string };

const lineOf = ({ timestamp = 0, logStreamName = '', message = '' }: Events[number]): LogReplyLine => ({
  at: timestamp,
  stream: logStreamName,
  text: message,
});

const gone = ({ group, stream }: LogDemand): { absence: Absence; why: string } => ({
  absence: 'no_traffic',
  why: `${stream ? `${group} has no stream ${stream}` : `${group} holds no log`}: nothing was written to it.`,
});

type Wanted = { streams?: string[]; pattern?: string; limit: number };

/** Pages of FilterLogEvents in time order, until `limit` lines are there. An empty page with a token is a page like any other. */
async function read(aws: AwsRegion, demand: LogDemand, { streams, pattern, limit }: Wanted): Promise<Read> {
  const lines: LogReplyLine[] = [];
  let token: string | undefined;
  for (let page = 0; page < pagesRead; page += 1) {
    const answer = await aws.send(filterLogEvents, {
      logGroupName: demand.group,
      startTime: demand.from,
      endTime: demand.to,
      ...(streams ? { logStreamNames: streams } : {}),
      ...(!streams && demand.streamPrefix ? { logStreamNamePrefix: demand.streamPrefix } : {}),
      ...(pattern ? { filterPattern: pattern } : {}),
      ...(token ? { nextToken: token } : {}),
    });
    if (!answer.ok) return answer.failure.isGone ? gone(demand) : { absence: answer.failure.word, why: answer.failure.message };
    lines.push(...((answer.value.events ?? []) as Events).map(lineOf));
    token = answer.value.nextToken;
    if (!token || lines.length >= limit) break;
  }
  return { lines, isCut: token !== undefined };
}

/** The streams that were written to last: the newest lines of a busy group are in them. */
async function latestStreams(aws: AwsRegion, demand: LogDemand): Promise<string[] | { absence: Absence; why: string }> {
  if (demand.stream !== undefined) return [demand.stream];
  const answer = await aws.send(describeLogStreams, {
    logGroupName: demand.group,
    ...(demand.streamPrefix
      ? { logStreamNamePrefix: demand.streamPrefix }
      : { orderBy: 'LastEventTime' as const, descending: true }),
    limit: 50,
  });
  if (!answer.ok) {
    return answer.failure.isGone ? gone(demand) : { absence: answer.failure.word, why: answer.failure.message };
  }
  const streams = (answer.value.logStreams ?? []) as { logStreamName?: string; lastEventTimestamp?: number }[];
  return streams
    .toSorted((a, b) => (b.lastEventTimestamp ?? 0) - (a.lastEventTimestamp ?? 0))
    .slice(0, streamsRead)
    .flatMap((stream) => stream.logStreamName ?? []);
}

/** Reads a log's last lines and first error for one page. Calls are on the tally of `aws`; nothing is stored. */
export async function readLogs(aws: AwsRegion, demand: LogDemand, now: number): Promise<LogReply> {
  const streams = await latestStreams(aws, demand);
  if ('absence' in streams) return { ok: false, ...streams };
  const calls = (): number => aws.tally.totals().calls;
  if (streams.length === 0) return { ok: true, lines: [], firstError: null, isCut: false, calls: calls(), readAt: now };
  const recent = await read(aws, demand, { streams, limit: 10_000 });
  if ('absence' in recent) return { ok: false, ...recent };
  const all = demand.stream === undefined ? {} : { streams };
  const errors = await read(aws, demand, { ...all, pattern: errorPattern, limit: 1 });
  const firstError = 'absence' in errors ? null : (errors.lines[0] ?? null);
  const lines = recent.lines.toSorted((a, b) => a.at - b.at).slice(-shown);
  return { ok: true, lines, firstError, isCut: recent.isCut, calls: calls(), readAt: now };
}
