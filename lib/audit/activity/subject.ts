import { type AuditField, type AuditFilter, nothing } from '../filter.ts';

/** What can be followed, and what it is called. Of a filter that asks for several, the first of these is what a page is about. */
export const subjectRows = {
  who: { one: 'Person or workload' },
  sourceIdentity: { one: 'Source identity' },
  identityUser: { one: 'Identity Center user' },
  key: { one: 'Access key' },
  through: { one: 'Role' },
  ip: { one: 'Address' },
  vpce: { one: 'VPC endpoint' },
  agent: { one: 'User agent' },
  error: { one: 'Error' },
} as const satisfies Partial<Record<AuditField, { one: string }>>;

export type SubjectField = keyof typeof subjectRows;
export type Subject = { field: SubjectField; value: string };

const fields = Object.keys(subjectRows) as SubjectField[];
export const isSubjectField = (name: string): name is SubjectField => Object.hasOwn(subjectRows, name);

/** What a filter is about: the one value that it asks for of the first such field; null where it asks for none. */
export function subjectOf({ values }: AuditFilter): Subject | null {
  for (const field of fields) {
    const [value, ...more] = values[field] ?? [];
    if (value !== undefined && value !== nothing && more.length === 0) return { field, value };
  }
  return null;
}
