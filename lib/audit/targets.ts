import { actionRow } from '#lib/catalog/audit-actions.ts';
import { nameMembers, subjectMembers, subjectSources } from '#lib/catalog/audit-subjects.ts';
import { kindIds, kindRow, type ResourceKey, type ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { table } from '#lib/catalog/table.ts';
import { clean, isObject, type Loose, objectAt, textAt } from './text.ts';

/** Longer names than AWS allows stay in the record alone: they cannot be a resource's, and would not fit an index. */
const maxName = 256;
const maxTargets = 20;
const maxDepth = 6;

/** ARN types that two kinds share (an execution is a pipeline/…/execution/…) fall to the first kind, never the part. */
const kindByArnType = new Map<string, ResourceKind>();
for (const kind of kindIds) {
  const type = kindRow(kind).arnType;
  if (!kindByArnType.has(type)) kindByArnType.set(type, kind);
}

/** Places are parts of keys: whoever can name an ARN in a request must not choose how long an index entry gets. */
const placePart = /^[a-z\d-]{1,32}$/;

/** The resource of an ARN of a collected kind, or null. ARNs of SageMaker hold names in small letters in older records. */
export function resourceOfArn(arn: string): ResourceKey | null {
  const [, , service, region, account, ...rest] = arn.split(':');
  const path = rest.join(':');
  if (!region || !account || !path || !placePart.test(region) || !placePart.test(account)) return null;
  if (service === 'cloudwatch' && path.startsWith('alarm:')) {
    return { account, region, kind: 'alarm', name: path.slice('alarm:'.length) };
  }
  if (service !== 'sagemaker') return null;
  const execution = /^pipeline\/[^/]+\/execution\/([^/]+)$/.exec(path);
  if (execution?.[1]) return { account, region, kind: 'pipeline_execution', name: execution[1] };
  const slash = path.indexOf('/');
  const kind = kindByArnType.get(path.slice(0, slash));
  const name = path.slice(slash + 1);
  // A workteam's ARN holds its crowd before its name.
  const own = kind === 'workteam' ? name.slice(name.lastIndexOf('/') + 1) : name;
  return kind && slash > 0 && own ? { account, region, kind, name: own } : null;
}

/** Every ARN in a value, breadth bounded: records come from outside. */
function arnsIn(value: unknown, depth = 0, found: string[] = []): string[] {
  if (found.length >= maxTargets || depth > maxDepth) return found;
  if (typeof value === 'string') {
    if (value.startsWith('arn:') && value.length <= 2048) found.push(clean(value, 2048));
  } else if (Array.isArray(value)) {
    for (const item of value.slice(0, maxTargets)) arnsIn(item, depth + 1, found);
  } else if (isObject(value)) {
    for (const item of Object.values(value)) arnsIn(item, depth + 1, found);
  }
  return found;
}

type Place = { account: string; region: string; eventSource: string; eventName: string };

const scaled = table<ResourceKind>({ endpoint: 'endpoint', 'inference-component': 'inference_component' });

/** Application Auto Scaling speaks of endpoint/NAME/variant/VARIANT and inference-component/NAME. */
function scaledBy(parameters: Loose): [ResourceKind, string][] {
  const [type, name] = (textAt(parameters, 'resourceId') ?? '').split('/');
  const kind = type && Object.hasOwn(scaled, type) ? scaled[type] : undefined;
  return kind && name ? [[kind, name]] : [];
}

function alarms(parameters: Loose): [ResourceKind, string][] {
  const many = parameters.alarmNames;
  const names = [parameters.alarmName, ...(Array.isArray(many) ? many.slice(0, maxTargets) : [])];
  return names.flatMap((name) => (typeof name === 'string' && name ? [['alarm', clean(name)]] : []));
}

const subjects = Object.entries(subjectMembers);

/** Which of the members that a table knows a part has, in the table's order: parts are short, and tables are not. */
function membersIn(part: Loose, ranks: ReadonlyMap<string, number>): number[] {
  const found: number[] = [];
  for (const key in part) {
    const rank = ranks.get(key);
    if (rank !== undefined && Object.hasOwn(part, key)) found.push(rank);
  }
  return found.length > 1 ? found.sort((a, b) => a - b) : found;
}

const ranksOf = (members: readonly string[]): ReadonlyMap<string, number> => new Map(members.map((name, rank) => [name, rank]));
const subjectRanks = ranksOf(subjects.map(([member]) => member));
const nameRanks = ranksOf(nameMembers);

function namedIn(parameters: Loose, source: string): [ResourceKind, string][] {
  if (source === 'application-autoscaling.amazonaws.com') return scaledBy(parameters);
  if (source === 'monitoring.amazonaws.com') return alarms(parameters);
  const found: [ResourceKind, string][] = [];
  if (!subjectSources.has(source)) return found;
  for (const rank of membersIn(parameters, subjectRanks)) {
    const [member, kind] = subjects[rank] as [string, ResourceKind];
    const name = textAt(parameters, member, 2048);
    if (name) found.push([kind, name.startsWith('arn:') ? (resourceOfArn(name)?.name ?? name) : name]);
  }
  return found;
}

const listedArns = (record: Loose): string[] => {
  const listed = Array.isArray(record.resources) ? record.resources : [];
  return listed.slice(0, maxTargets).flatMap((item) => {
    const arn = isObject(item) ? (textAt(item, 'ARN', 2048) ?? textAt(item, 'ARNPrefix', 2048)) : null;
    return arn ? [arn] : [];
  });
};

const isKnown = (keys: readonly ResourceKey[], key: ResourceKey): boolean =>
  keys.some((other) => other.kind === key.kind && other.name.toLowerCase() === key.name.toLowerCase());

type Parts = { request: Loose; response: Loose; details: Loose; listed: readonly string[]; answered: readonly string[] };

/**
 * The collected kinds of resource that a record names, the one acted on first. Names from the request come before those of
 * ARNs, whose letters SageMaker makes small.
 */
function resourcesOf({ request, response, details, listed, answered }: Parts, place: Place): ResourceKey[] {
  const found: ResourceKey[] = [];
  const add = (key: ResourceKey | null) => {
    if (key && key.name.length <= maxName && found.length < maxTargets && !isKnown(found, key)) found.push(key);
  };
  for (const part of [request, response, details]) {
    for (const [kind, name] of namedIn(part, place.eventSource)) {
      add({ account: place.account, region: place.region, kind, name });
    }
  }
  for (const arns of [listed, arnsIn(request), answered, arnsIn(details)]) for (const arn of arns) add(resourceOfArn(arn));
  const main = found.length > 1 ? actionRow(place.eventName)?.kind : undefined;
  return main ? found.toSorted((a, b) => Number(b.kind === main) - Number(a.kind === main)) : found;
}

function plainNames(parameters: Loose): string[] {
  const found: string[] = [];
  const add = (item: unknown): void => {
    if (typeof item === 'string' && item) found.push(clean(item, 512));
  };
  for (const rank of membersIn(parameters, nameRanks)) {
    const value = parameters[nameMembers[rank] as string];
    if (Array.isArray(value)) value.slice(0, maxTargets).forEach(add);
    else add(value);
  }
  return found;
}

/** Names of what was acted on, ARNs first, without repeats: what the row says and the search finds. */
function targetsOf({ request, listed, answered }: Parts, resources: readonly ResourceKey[]): string[] {
  const names = [...listed, ...answered, ...resources.map((resource) => resource.name), ...plainNames(request)];
  if (names.length < 2) return names;
  const unique = [...new Set(names)];
  const isArn = (name: string): boolean => name.startsWith('arn:');
  return [...unique.filter(isArn), ...unique.filter((name) => !isArn(name))].slice(0, maxTargets);
}

/** What a record is about: the resources of collected kinds that it names, and everything that it names in words. */
export function aboutOf(record: Loose, place: Place): { resources: ResourceKey[]; targets: string[] } {
  const response = objectAt(record, 'responseElements');
  const parts: Parts = {
    request: objectAt(record, 'requestParameters'),
    response,
    details: objectAt(record, 'serviceEventDetails'),
    listed: listedArns(record),
    answered: arnsIn(response),
  };
  const resources = resourcesOf(parts, place);
  return { resources, targets: targetsOf(parts, resources) };
}
