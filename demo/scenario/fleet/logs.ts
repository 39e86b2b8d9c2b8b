import { minuteMs } from '#lib/time.ts';
import { type Incident, type IncidentKind, incidentRows, slotAt } from '../incidents.ts';
import { hexOf, pick, subStream, uniform, whole } from '../random.ts';
import type { LogLine } from '../types.ts';
import { instanceId } from './instances.ts';
import { deploymentAt } from './releases.ts';
import { type Situation, situationOf } from './situation.ts';
import type { EndpointSpec, VariantSpec } from './spec.ts';
import { struckBy } from './struck.ts';
import { errors5xx } from './traffic-series.ts';

export const groupPrefix = '/aws/sagemaker/Endpoints/';
export const logGroup = (spec: EndpointSpec): string => `${groupPrefix}${spec.name}`;

type Moment = { spec: EndpointSpec; variant: VariantSpec; now: Situation; stream: number };
type Said = { second: number; message: string };

/** Instances are new after a deployment, and the last one after it has died. */
function generation(spec: EndpointSpec, position: number, at: number): number {
  if (spec.isEnhanced) return 0;
  const serving = deploymentAt(spec, at)?.serving.ordinal ?? 1;
  const isReplaced = spec.prone.includes('dead_node') && position === 1;
  return serving * 10_000 + (isReplaced ? slotAt('dead_node', at - 180 * minuteMs) : 0);
}

function streamName({ spec, variant, now, stream }: Moment, salt: number): string {
  if (variant.serverless) return `${variant.name}/${hexOf(32, 'worker', spec.stream, Math.floor(now.minute / 60))}`;
  const position = whole(stream, salt, now.capacity.running);
  const host = instanceId(spec, variant, position, generation(spec, position, now.minute * minuteMs));
  const container = spec.containers.length > 0 ? `/${pick(spec.containers, stream, salt + 50)}` : '';
  // Asynchronous endpoints tell of their requests in a stream beside the container's own.
  const data = spec.kind === 'asynchronous' && salt > 0 ? '/data-log' : '';
  return `${variant.name}/${host}${container}${data}`;
}

/** Whether a stream can be one of the endpoint's: instances come and go, so their ids are judged by form alone. */
export const isStreamName = (spec: EndpointSpec, stream: string): boolean =>
  spec.variants.some(
    ({ name }) => stream.startsWith(`${name}/`) && /^(i-0[0-9a-f]{16}|[0-9a-f]{32})/.test(stream.slice(name.length + 1)),
  );

const request = (stream: number, index: number): string => `${hexOf(4, stream, index)}…${hexOf(4, stream, index, 'end')}`;

/** What every container says when all is well. */
function calm({ now, stream }: Moment): Said[] {
  const lines = [{ second: whole(stream, 1, 60), message: `INFO ping 200 in ${3 + whole(stream, 2, 12)} ms` }];
  if (now.minute % 4 === 0 && now.requests > 0) {
    lines.push({
      second: whole(stream, 3, 60),
      message: `INFO batch of ${1 + whole(stream, 4, 32)} in ${Math.round(now.medianUs / 1000)} ms, queue ${whole(stream, 5, 4)}`,
    });
  }
  return lines;
}

/** Failed requests, five a minute at most: the log is sampled, the metric is not. */
function failures({ spec, variant, now, stream }: Moment): Said[] {
  const index = spec.variants.indexOf(variant);
  const count = Math.min(5, errors5xx({ spec, variant: index, part: 0 }, now));
  return Array.from({ length: count }, (_, i) => ({
    second: whole(stream, 10 + i, 60),
    message:
      uniform(stream, 20 + i) < 0.5
        ? `ERROR predict timed out after 2000 ms (batch ${8 * (1 + whole(stream, 30 + i, 4))})`
        : `ERROR 504 to caller, request ${request(stream, i)}`,
  }));
}

type Teller = (moment: Moment, incident: Incident) => Said[];
const sinceOf = ({ now }: Moment, incident: Incident): number => now.minute - incident.from / minuteMs;
const once = (since: number, phase: number, message: string): Said[] =>
  since >= phase && since < phase + 1 ? [{ second: 30, message }] : [];

/** What an incident makes containers say. */
const tellers: Partial<Record<IncidentKind, Teller>> = {
  bad_deployment: (moment, incident) => {
    const since = sinceOf(moment, incident);
    const { shifted, recovered } = incidentRows.bad_deployment.phases;
    if (since < shifted || since >= recovered) return [];
    const { stream } = moment;
    return [
      {
        second: 31,
        message: `WARN queue ${180 + whole(stream, 40, 80)} deep, oldest ${(3 + 2 * uniform(stream, 41)).toFixed(1)} s`,
      },
      { second: 44, message: `WARN gc pause ${300 + whole(stream, 42, 260)} ms, heap ${88 + whole(stream, 43, 8)} %` },
    ];
  },
  auto_rollback: (moment, incident) => {
    const { failing, rollback } = incidentRows.auto_rollback.phases;
    const since = sinceOf(moment, incident);
    return since >= failing && since < rollback
      ? [
          {
            second: 17,
            message: 'ERROR RuntimeError: expected input[1, 3, 640, 640] to have 4 channels, but got 3 channels instead',
          },
        ]
      : [];
  },
  memory_leak: (moment, incident) => {
    const { killed, restarted } = incidentRows.memory_leak.phases;
    const since = sinceOf(moment, incident);
    const isHigh = moment.now.memory > 85 && since < killed;
    return [
      ...(isHigh
        ? [
            {
              second: 12,
              message: `WARN rss ${moment.now.memory.toFixed(0)} % of memory, feature cache holds ${Math.round(4000 * since)} entries`,
            },
          ]
        : []),
      ...once(since, killed, 'ERROR java.lang.OutOfMemoryError: Java heap space'),
      ...once(since, killed + 1, 'WARN worker 9000 died with exit code 137, starting it again'),
      ...once(since, restarted, 'INFO model loaded in 38 214 ms, ready'),
    ];
  },
  dead_node: (moment, incident) =>
    once(sinceOf(moment, incident), 2, 'WARN peer is gone: connection reset; its requests are retried here'),
  backlog_growth: (moment) => [
    { second: 9, message: `WARN ${moment.now.backlog} requests wait, the oldest for ${moment.now.oldestSeconds} s` },
  ],
  cold_start_wave: (moment) => [
    { second: 4, message: `INFO container starts; model loaded in ${2800 + whole(moment.stream, 44, 1600)} ms` },
  ],
  traffic_shift: (moment) =>
    moment.variant.name === 'green' && moment.now.share5xx > 0.01
      ? [{ second: 21, message: `WARN thread pool is full: ${200 + whole(moment.stream, 45, 90)} waiting, rejecting` }]
      : [],
};

function saidIn(moment: Moment): Said[] {
  const { spec, now } = moment;
  const told = spec.prone.flatMap((kind) => {
    const incident = struckBy(spec, kind, now.minute * minuteMs);
    return (incident && tellers[kind]?.(moment, incident)) ?? [];
  });
  return [...calm(moment), ...failures(moment), ...told];
}

/** Lines of an endpoint's log group in [from, to), by minute. */
export function linesOf(spec: EndpointSpec, from: number, to: number): LogLine[] {
  const lines: LogLine[] = [];
  const start = Math.max(from, spec.createdAt + 8 * minuteMs);
  for (let minute = Math.floor(start / minuteMs); minute * minuteMs < Math.min(to, spec.deletedAt); minute += 1) {
    for (const [index, variant] of spec.variants.entries()) {
      const now = situationOf(spec, index, minute);
      const moment = { spec, variant, now, stream: subStream(spec.stream, 7000 + index) ^ minute };
      if (variant.serverless && now.requests === 0) continue;
      for (const [salt, said] of saidIn(moment).entries()) {
        const at = minute * minuteMs + said.second * 1000 + whole(moment.stream, 60 + salt, 1000);
        if (at >= start && at < to)
          lines.push({ at, stream: streamName(moment, salt), message: `${new Date(at).toISOString()} ${said.message}` });
      }
    }
  }
  return lines;
}
