import { isObject } from './text.ts';

/** One field of two configurations; undefined where the field is absent, which is not the same as off. */
export type FieldDiff = { field: string; before?: string; after?: string };

const maxFields = 500;

const word = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'));

/** Members of a list are told by the name they carry, so that a new one does not shift the rest. */
const memberName = (item: unknown, index: number): string => {
  if (!isObject(item)) return String(index);
  const name =
    item.VariantName ??
    item.variantName ??
    item.Key ??
    item.key ??
    item.Name ??
    item.name ??
    item.ChannelName ??
    item.InstanceGroupName;
  return typeof name === 'string' && name !== '' ? name : String(index);
};

function walk(value: unknown, path: string, into: Map<string, string>): void {
  if (into.size >= maxFields) return;
  const isEmpty = (Array.isArray(value) || isObject(value)) && Object.keys(value).length === 0;
  if (Array.isArray(value) && !isEmpty) {
    if (value.every((item) => typeof item !== 'object' || item === null)) into.set(path, value.map(word).join(', '));
    else for (const [index, item] of value.entries()) walk(item, `${path}[${memberName(item, index)}]`, into);
  } else if (isObject(value) && !isEmpty) {
    for (const [key, item] of Object.entries(value)) walk(item, path ? `${path}.${key}` : key, into);
  } else if (value !== undefined && path !== '') into.set(path, word(value));
}

/** A nested configuration as dotted fields, at most 500: "ProductionVariants[AllTraffic].InstanceType" → "ml.m5.large". */
export function flatFields(value: unknown): Map<string, string> {
  const into = new Map<string, string>();
  walk(value, '', into);
  return into;
}

/** The fields in which two configurations differ, in the order of the newer one. */
export function diffConfigurations(before: unknown, after: unknown): FieldDiff[] {
  const [old, fresh] = [flatFields(before), flatFields(after)];
  return [...new Set([...fresh.keys(), ...old.keys()])].flatMap((field): FieldDiff[] => {
    const [was, is] = [old.get(field), fresh.get(field)];
    if (was === is) return [];
    return [{ field, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}
