import { createHash } from 'node:crypto';
import { canonicalJson } from '#lib/audit/canonical.ts';
import { kindRow, type ResourceKind } from '#lib/catalog/resource-kinds.ts';

/** An SDK answer as plain JSON: dates as ISO text, no metadata of the call. */
export function plainAnswer(answer: object): Record<string, unknown> {
  const { $metadata, ...rest } = answer as Record<string, unknown>;
  return JSON.parse(JSON.stringify(rest)) as Record<string, unknown>;
}

function without(value: unknown, path: readonly string[]): unknown {
  const [key = '', ...rest] = path;
  if (typeof value !== 'object' || value === null) return value;
  const isList = key.endsWith('[]');
  const name = isList ? key.slice(0, -2) : key;
  const record = value as Record<string, unknown>;
  if (!Object.hasOwn(record, name)) return value;
  if (rest.length === 0) return Object.fromEntries(Object.entries(record).filter(([one]) => one !== name));
  const child = record[name];
  const kept = isList && Array.isArray(child) ? child.map((item) => without(item, rest)) : without(child, rest);
  return { ...record, [name]: kept };
}

/** What of a Describe answer someone configured: the rest changes by itself and makes no version. */
export function configurationOf(kind: ResourceKind, description: unknown): { configuration: unknown; hash: string } {
  const configuration = kindRow(kind).volatile.reduce<unknown>((kept, path) => without(kept, path.split('.')), description);
  return { configuration, hash: createHash('sha256').update(canonicalJson(configuration)).digest('hex').slice(0, 32) };
}
