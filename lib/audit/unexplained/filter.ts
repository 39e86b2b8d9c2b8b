import { isResourceKind, type ResourceKind } from '#lib/catalog/resource-kinds.ts';

type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

export const unexplainedLists = { changes: 'Changes without an event', events: 'Events without a change' } as const;
export type UnexplainedList = keyof typeof unexplainedLists;

/** Empty: all of them. */
export type UnexplainedFilter = { lists: readonly UnexplainedList[]; kinds: readonly ResourceKind[] };

const isList = (text: string): text is UnexplainedList => Object.hasOwn(unexplainedLists, text);
const listAt = (search: Search, name: string): string[] => [...new Set([search[name] ?? []].flat())].slice(0, 50);

/** The filter that a URL asks for; what it does not know it leaves alone. */
export const parseUnexplainedFilter = (search: Search): UnexplainedFilter => ({
  lists: listAt(search, 'list').filter(isList),
  kinds: listAt(search, 'kind').filter(isResourceKind),
});

export const showsList = ({ lists }: UnexplainedFilter, list: UnexplainedList): boolean =>
  lists.length === 0 || lists.includes(list);

export const ofKinds = <Row extends { kind: string }>({ kinds }: UnexplainedFilter, rows: readonly Row[]): Row[] =>
  rows.filter(({ kind }) => kinds.length === 0 || kinds.some((one) => one === kind));
