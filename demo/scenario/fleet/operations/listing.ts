import { paginate } from '../../../paging.ts';

/** What SageMaker's lists filter and sort by; times are epoch seconds, as in their inputs. */
export type Listed = { name: string; createdAt: number; modifiedAt?: number; status?: string };

type Listing<T extends Listed> = {
  rows: readonly T[];
  input: Record<string, unknown>;
  /** The member of the output that holds the rows. */
  member: string;
  show: (row: T) => Record<string, unknown>;
};

const isNumber = (value: unknown): value is number => typeof value === 'number';

function passes(row: Listed, input: Record<string, unknown>): boolean {
  const modifiedAt = (): number => row.modifiedAt ?? row.createdAt;
  const { NameContains, StatusEquals, CreationTimeAfter, CreationTimeBefore, LastModifiedTimeAfter, LastModifiedTimeBefore } =
    input;
  return (
    (typeof NameContains !== 'string' || row.name.toLowerCase().includes(NameContains.toLowerCase())) &&
    (typeof StatusEquals !== 'string' || row.status === StatusEquals) &&
    (!isNumber(CreationTimeAfter) || row.createdAt >= CreationTimeAfter) &&
    (!isNumber(CreationTimeBefore) || row.createdAt < CreationTimeBefore) &&
    (!isNumber(LastModifiedTimeAfter) || modifiedAt() >= LastModifiedTimeAfter) &&
    (!isNumber(LastModifiedTimeBefore) || modifiedAt() < LastModifiedTimeBefore)
  );
}

const orders: Readonly<Record<string, (a: Listed, b: Listed) => number>> = {
  Name: (a, b) => byText(a.name, b.name),
  CreationTime: (a, b) => a.createdAt - b.createdAt || byText(a.name, b.name),
  Status: (a, b) => byText(a.status ?? '', b.status ?? '') || byText(a.name, b.name),
};
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A SageMaker List answer: newest first unless asked otherwise, ten a page, a hundred at most. */
export function list<T extends Listed>({ rows, input, member, show }: Listing<T>): Record<string, unknown> {
  const order = orders[String(input.SortBy ?? 'CreationTime')] ?? orders.CreationTime;
  const sign = input.SortOrder === 'Ascending' ? 1 : -1;
  const items = rows.filter((row) => passes(row, input)).sort((a, b) => sign * (order?.(a, b) ?? 0));
  const page = paginate({ items, input, default: 10, max: 100, emptyPages: true });
  return { [member]: page.items.map(show), ...(page.nextToken ? { NextToken: page.nextToken } : {}) };
}
