import { AwsError } from '../../aws-error.ts';
import type { CallContext, LogLine } from '../../scenario/types.ts';

export const hourMs = 3_600_000;

export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterException', message);
const notFound = (what: string): AwsError => new AwsError('ResourceNotFoundException', `The specified ${what} does not exist.`);

export type Group = { name: string; createdAt: number };

/** All groups of the place, by name; two parts may know the same one. */
export function groupsOf({ scenario, account, region, now }: CallContext): Group[] {
  const groups = new Map<string, Group>();
  for (const group of scenario.parts.flatMap((part) => part.logGroups({ account, region }, now))) {
    const known = groups.get(group.name);
    groups.set(group.name, known ? { ...known, createdAt: Math.min(known.createdAt, group.createdAt) } : group);
  }
  return [...groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const groupArn = ({ account, region }: CallContext, name: string): string =>
  `arn:aws:logs:${region}:${account}:log-group:${name}`;

/** The group that logGroupName or logGroupIdentifier (a name or an ARN) means. */
export function groupNamed(input: Record<string, unknown>, context: CallContext): Group {
  const { logGroupName, logGroupIdentifier } = input;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalidParameter('Either logGroupName or logGroupIdentifier must be given, and not both.');
  }
  const text = String(logGroupName ?? logGroupIdentifier);
  const name = text.startsWith('arn:') ? text.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '') : text;
  const group = groupsOf(context).find((one) => one.name === name);
  if (!group) throw notFound('log group');
  return group;
}

const streamNotFound = (): AwsError => notFound('log stream');

/** @throws AwsError ResourceNotFoundException when a part knows the group, and none a stream of that name in it */
export function demandStream({ scenario, account, region, now }: CallContext, group: Group, stream: string): void {
  const answers = scenario.parts.map((part) => part.hasStream?.({ account, region }, group.name, stream, now));
  if (answers.includes(false) && !answers.includes(true)) throw streamNotFound();
}

/** @throws AwsError when the time asked for ends before it begins */
export function demandTimes({ startTime, endTime }: Record<string, unknown>): void {
  if (typeof startTime === 'number' && typeof endTime === 'number' && startTime > endTime) {
    throw invalidParameter('startTime must not be greater than endTime.');
  }
}

const byTime = (a: LogLine, b: LogLine): number =>
  a.at - b.at || (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.message < b.message ? -1 : 1);

/** A group's lines of [from, to) that were written by now, oldest first. */
export function linesBetween(context: CallContext, group: string, from: number, to: number): LogLine[] {
  const place = { account: context.account, region: context.region };
  const end = Math.min(to, context.now + 1);
  if (end <= from) return [];
  return context.scenario.parts.flatMap((part) => part.logLines(place, group, from, end) ?? []).sort(byTime);
}

/** When streams whose names begin so may hold lines; a part's own knowledge, or all the group's life. */
export function spanOf(context: CallContext, group: Group, prefix: string): { from: number; to: number; isKnown: boolean } {
  const place = { account: context.account, region: context.region };
  for (const part of context.scenario.parts) {
    const span = part.streamSpan?.(place, group.name, prefix, context.now);
    if (span) return { from: span.from, to: Math.min(span.to, context.now + 1), isKnown: true };
  }
  return { from: group.createdAt, to: context.now + 1, isKnown: false };
}

/** Milliseconds from writing to being readable; the agent sends in batches. */
export const ingestedAt = (line: LogLine): number => line.at + 700 + (line.at % 2300);

export const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** @throws AwsError when the size asked for is no whole number from 1 to `most` */
export function limitOf(value: unknown, usual: number, most: number): number {
  if (value === undefined || value === null) return usual;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw invalidParameter(
    `1 validation error detected: Value '${value}' at 'limit' failed to satisfy constraint: Member must have value between 1 and ${most}`,
  );
}
