/** Something that nobody owns. A principal has no Region. */
export type Stray = { account: string; region: string; kind: string; name: string; why: string };
/** Strays of one kind whose names begin alike. `prefix` is empty for those that stand alone. */
export type StrayGroup = { kind: string; prefix: string; strays: Stray[] };

const firstPart = (name: string): string => /^.+?[-_./:@ ]/s.exec(name)?.[0] ?? '';

/** By kind and first part of the name, the largest first: what came together is given away together. */
export function groupStrays(strays: readonly Stray[]): StrayGroup[] {
  const counts = new Map<string, number>();
  const prefixed = strays.map((stray) => ({ stray, prefix: firstPart(stray.name) }));
  for (const { stray, prefix } of prefixed) {
    const key = JSON.stringify([stray.kind, prefix]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const groups = new Map<string, StrayGroup>();
  for (const { stray, prefix } of prefixed) {
    const isAlone = (counts.get(JSON.stringify([stray.kind, prefix])) ?? 0) < 2;
    const group = { kind: stray.kind, prefix: isAlone ? '' : prefix, strays: [] };
    const key = JSON.stringify([group.kind, group.prefix]);
    const held: StrayGroup = groups.get(key) ?? group;
    held.strays.push(stray);
    groups.set(key, held);
  }
  return [...groups.values()].toSorted((a, b) => b.strays.length - a.strays.length || (a.kind < b.kind ? -1 : 1));
}
