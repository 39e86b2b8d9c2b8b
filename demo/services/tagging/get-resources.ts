import { AwsError } from '../../aws-error.ts';
import { tagsOfJob } from '../../scenario/floor/floor-tags.ts';
import { jobArn } from '../../scenario/floor/job.ts';
import { trainingJobs, wholeRange } from '../../scenario/floor/training-jobs.ts';
import type { CallContext, Operation, Tag } from '../../scenario/types.ts';
import { openToken, parametersOf, sealToken } from '../../tokens.ts';
import { tagsOf } from '../search/sources.ts';
import { type Kind, kinds } from './kinds.ts';

type TagFilter = { Key?: string; Values?: readonly string[] };
type Mapping = { ResourceARN: string; Tags: readonly Tag[] };
/** The last thing that was looked at. */
type Looked = { kind: number; at: number; name: string };
type Position = Looked & { issuedAt: number };

const tokenLifeMs = 15 * 60_000;
const mostPerPage = 100;
const mostArns = 100;
const mostLookedAt = 5000;

const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

const matches = (tags: readonly Tag[], filters: readonly TagFilter[]): boolean =>
  filters.every(({ Key, Values = [] }) =>
    tags.some((tag) => tag.Key === Key && (Values.length === 0 || Values.includes(tag.Value))),
  );

/** @throws AwsError for a token of another request, and PaginationTokenExpiredException after a quarter of an hour */
function positionOf(token: unknown, parameters: string, now: number): Position {
  if (token === undefined || token === '') return { kind: 0, at: 0, name: '', issuedAt: now };
  const [kind, at, issuedAt, ...name] = (openToken(token, parameters) ?? '').split('|');
  if (name.length === 0) throw invalid('The pagination token is invalid.');
  if (now - Number(issuedAt) > tokenLifeMs) {
    throw new AwsError('PaginationTokenExpiredException', 'The pagination token has expired: tokens are valid for 15 minutes.');
  }
  return { kind: Number(kind), at: Number(at), name: name.join('|'), issuedAt: Number(issuedAt) };
}

function numberIn(
  input: Record<string, unknown>,
  member: string,
  [least, most]: readonly [number, number],
  otherwise: number,
): number {
  const value = input[member];
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw invalid(`${member} must be between ${least} and ${most}.`);
}

function byArn(input: Record<string, unknown>, context: CallContext): Record<string, unknown> {
  const others = ['ResourceTypeFilters', 'TagFilters', 'ResourcesPerPage', 'TagsPerPage', 'PaginationToken'];
  const other = others.find((member) => input[member] !== undefined);
  if (other) throw invalid(`ResourceARNList cannot be given together with ${other}.`);
  const arns = input.ResourceARNList as readonly string[];
  if (arns.length > mostArns) throw invalid(`ResourceARNList holds more than ${mostArns} ARNs.`);
  const found = arns.map((arn): Mapping => ({ ResourceARN: arn, Tags: tagsOf(context, arn) }));
  return { PaginationToken: '', ResourceTagMappingList: found.filter(({ Tags }) => Tags.length > 0) };
}

/** What is to be looked at, from a position on: kind by kind, training jobs the newest first. */
function* from(
  wanted: readonly Kind[],
  position: Position,
  context: CallContext,
): Generator<Looked & { arn: string; tags: () => readonly Tag[] }> {
  const { scenario, account, region, now } = context;
  for (const [kind, row] of wanted.entries()) {
    if (kind < position.kind) continue;
    const after = kind === position.kind && position.name !== '' ? position : null;
    if (row.type !== 'training-job') {
      const arns = [...row.arns(context)].sort();
      for (const arn of arns)
        if (!after || arn > after.name) yield { kind, at: 0, name: arn, arn, tags: () => tagsOf(context, arn) };
      continue;
    }
    if (!scenario.parts.some((part) => part.operations['sagemaker.ListTrainingJobs'])) continue;
    const ask = { seed: scenario.seed, scale: scenario.scale, place: { account, region }, now };
    for (const { at, name, job } of trainingJobs(ask, wholeRange, { by: 'createdAt', descending: true }, after)) {
      yield { kind, at, name, arn: jobArn(job), tags: () => tagsOfJob(job) };
    }
  }
}

/** tagging.GetResources: what carries tags. A resource that never had any is not among them, whatever the filters. */
export const getResources: Operation = (input, context) => {
  if (input.ResourceARNList !== undefined) return byArn(input, context);
  const size = numberIn(input, 'ResourcesPerPage', [1, mostPerPage], 50);
  const mostTags = numberIn(input, 'TagsPerPage', [100, 500], Number.POSITIVE_INFINITY);
  const parameters = parametersOf(input, ['PaginationToken', 'ResourcesPerPage']);
  const position = positionOf(input.PaginationToken, `${context.account} ${context.region} ${parameters}`, context.now);
  const types = (input.ResourceTypeFilters as readonly string[] | undefined) ?? [];
  const wanted = kinds.filter(
    ({ type }) => types.length === 0 || types.includes('sagemaker') || types.includes(`sagemaker:${type}`),
  );
  const page: Mapping[] = [];
  let tagCount = 0;
  let looked = 0;
  let last: Looked | undefined;
  for (const one of from(wanted, position, context)) {
    const Tags = one.tags();
    const isFull = page.length === size || looked === mostLookedAt || tagCount + Tags.length > mostTags;
    if (last && isFull) {
      const text = [last.kind, last.at, context.now, last.name].join('|');
      return {
        PaginationToken: sealToken(text, `${context.account} ${context.region} ${parameters}`),
        ResourceTagMappingList: page,
      };
    }
    looked += 1;
    last = one;
    if (Tags.length === 0 || !matches(Tags, (input.TagFilters as readonly TagFilter[] | undefined) ?? [])) continue;
    tagCount += Tags.length;
    page.push({ ResourceARN: one.arn, Tags });
  }
  return { PaginationToken: '', ResourceTagMappingList: page };
};
