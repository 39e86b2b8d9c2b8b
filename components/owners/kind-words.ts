import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';

/** "endpoints", "roles": many of a kind of resource or of those who act. */
export function manyOf(kind: string): string {
  if (kind === 'role' || kind === 'user') return `${kind}s`;
  return isResourceKind(kind) ? kindRow(kind).many : kind;
}

export const oneOf = (kind: string): string => (isResourceKind(kind) ? kindRow(kind).one : kind);
