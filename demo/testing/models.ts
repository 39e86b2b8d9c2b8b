import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

type Member = { shape: string };
type Shape = {
  type: string;
  required?: readonly string[];
  members?: Readonly<Record<string, Member>>;
  member?: Member;
  key?: Member;
  value?: Member;
  enum?: readonly string[];
  pattern?: string;
  min?: number;
  max?: number;
  document?: boolean;
};
type ServiceModel = {
  metadata: { uid: string };
  operations: Readonly<Record<string, { input?: Member; output?: Member }>>;
  shapes: Readonly<Record<string, Shape>>;
};

const folder = join(import.meta.dirname, '../../../shared/models');

/** AWS's published models lie beside the checkout. Where they are missing, tests are skipped; in CI they must be there. */
export function hasModels(): boolean {
  const found = existsSync(folder);
  if (!found && process.env.CI === 'true') throw new Error('The AWS service models are missing at ../shared/models');
  return found;
}

/** Services whose model is filed under another name than they sign with. */
const filedAs: Readonly<Record<string, string>> = { tagging: 'resourcegroupstaggingapi' };

const loaded = new Map<string, ServiceModel>();

/** @param service the model's file name up to the first dot: sagemaker, cloudwatch, logs, cloudtrail, sts, application-autoscaling; or tagging */
function serviceModel(service: string): ServiceModel {
  const known = loaded.get(service);
  if (known) return known;
  const file = readdirSync(folder)
    .filter((name) => name.startsWith(`${filedAs[service] ?? service}.`) && name.endsWith('.service-2.json.gz'))
    .sort()
    .at(-1);
  if (!file) throw new Error(`No service model for ${service}`);
  const model: ServiceModel = JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString());
  loaded.set(service, model);
  return model;
}

/**
 * Holds an answer against AWS's model of it, in the JSON protocols' form (timestamps are epoch seconds).
 * @returns one line per fault, empty when the answer is sound
 */
export function validateOutput(service: string, operation: string, output: unknown): string[] {
  const model = serviceModel(service);
  const described = model.operations[operation];
  if (!described) return [`${service} has no operation ${operation}`];
  const faults: string[] = [];
  if (described.output) check({ model, faults }, described.output.shape, output, operation);
  else if (Object.keys(output ?? {}).length > 0) faults.push(`${operation}: must be empty`);
  return faults;
}

/** What the model demands of an operation's input, member by member; flags and nested structures aside. */
export function inputMembers(service: string, operation: string) {
  const { operations, shapes } = serviceModel(service);
  const input = shapes[operations[operation]?.input?.shape ?? ''];
  return Object.entries(input?.members ?? {}).flatMap(([member, { shape: name }]) => {
    const shape = shapes[name];
    const type = ({ string: 'text', integer: 'whole', long: 'whole', timestamp: 'time', list: 'list' } as Record<string, string>)[
      shape?.type ?? ''
    ];
    if (!shape || !type) return [];
    const words = shape.enum ?? shapes[shape.member?.shape ?? '']?.enum;
    const { min, max, pattern } = shape;
    return [{ member, isRequired: input?.required?.includes(member) ?? false, type, min, max, words, pattern }];
  });
}

type Context = { model: ServiceModel; faults: string[] };

function check(context: Context, shapeName: string, value: unknown, path: string): void {
  const shape = context.model.shapes[shapeName];
  if (!shape || shape.document) return;
  const checkers: Record<string, (context: Context, shape: Shape, value: unknown, path: string) => void> = {
    structure: checkStructure,
    list: checkList,
    map: checkMap,
    string: checkString,
    timestamp: checkNumber,
    integer: checkWhole,
    long: checkWhole,
    double: checkNumber,
    float: checkNumber,
  };
  const checker = checkers[shape.type];
  if (checker) checker(context, shape, value, path);
  else if (shape.type === 'boolean' && typeof value !== 'boolean') fault(context, path, 'a boolean', value);
  else if (shape.type === 'blob' && typeof value !== 'string') fault(context, path, 'base64 text', value);
}

const fault = (context: Context, path: string, expected: string, value: unknown): unknown =>
  context.faults.push(`${path}: expected ${expected}, got ${JSON.stringify(value)?.slice(0, 80)}`);

function checkStructure(context: Context, shape: Shape, value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fault(context, path, 'an object', value);
    return;
  }
  const given = Object.entries(value).filter(([, member]) => member !== undefined);
  const names = new Set(given.map(([name]) => name));
  for (const name of shape.required ?? []) if (!names.has(name)) context.faults.push(`${path}.${name}: required, missing`);
  for (const [name, member] of given) {
    const declared = shape.members?.[name];
    if (declared) check(context, declared.shape, member, `${path}.${name}`);
    else context.faults.push(`${path}.${name}: unknown member`);
  }
}

function checkList(context: Context, shape: Shape, value: unknown, path: string): void {
  if (!Array.isArray(value)) {
    fault(context, path, 'a list', value);
    return;
  }
  checkRange(context, shape, value.length, path);
  for (const [index, item] of value.entries()) if (shape.member) check(context, shape.member.shape, item, `${path}[${index}]`);
}

function checkMap(context: Context, shape: Shape, value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fault(context, path, 'a map', value);
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    if (shape.key) check(context, shape.key.shape, name, `${path}{${name}}`);
    if (shape.value) check(context, shape.value.shape, item, `${path}.${name}`);
  }
}

function checkString(context: Context, shape: Shape, value: unknown, path: string): void {
  if (typeof value !== 'string') {
    fault(context, path, 'text', value);
    return;
  }
  if (shape.enum && !shape.enum.includes(value)) fault(context, path, `one of ${shape.enum.join(', ')}`, value);
  checkRange(context, shape, value.length, path);
  const pattern = shape.pattern === undefined ? undefined : compiled(shape.pattern);
  if (pattern && !pattern.test(value)) fault(context, path, `text like ${shape.pattern}`, value);
}

function checkNumber(context: Context, shape: Shape, value: unknown, path: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) fault(context, path, 'a number', value);
  else if (shape.type !== 'timestamp') checkRange(context, shape, value, path);
  // A time of the JSON protocols beyond the year 5138 is one in milliseconds.
  else if (value > 1e11) fault(context, path, 'epoch seconds', value);
}

function checkWhole(context: Context, shape: Shape, value: unknown, path: string): void {
  if (!Number.isInteger(value)) fault(context, path, 'a whole number', value);
  else checkRange(context, shape, Number(value), path);
}

function checkRange(context: Context, shape: Shape, size: number, path: string): void {
  if (shape.min !== undefined && size < shape.min) fault(context, path, `at least ${shape.min}`, size);
  if (shape.max !== undefined && size > shape.max) fault(context, path, `at most ${shape.max}`, size);
}

const patterns = new Map<string, RegExp>();

/** Models carry Java patterns, matched whole; all of those that Trailwatch meets are valid here too once `(?s)` is a flag and Print a class. */
function compiled(source: string): RegExp {
  const known = patterns.get(source);
  if (known) return known;
  const flags = source.startsWith('(?s)') ? 's' : '';
  const body = `^(?:${source.replace(/^\(\?s\)/, '').replaceAll('\\p{Print}', '[\\x20-\\x7E]')})$`;
  let pattern: RegExp;
  try {
    pattern = new RegExp(body, `u${flags}`);
  } catch {
    pattern = new RegExp(body, flags);
  }
  patterns.set(source, pattern);
  return pattern;
}
