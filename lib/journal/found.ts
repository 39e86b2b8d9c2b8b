import type { Finding } from './findings.ts';

/** Findings as ranges, so that a hundred thousand changed rows are one; beyond `most` they are only counted. */
export type Found = { findings: Finding[]; more: number };

const most = 1000;
const joined = new Set<Finding['kind']>(['row-changed', 'hash-changed', 'hash-missing', 'prev-hash-changed', 'row-before-first']);

export function find(found: Found, finding: Finding): void {
  const last = found.findings.findLast(({ kind }) => kind === finding.kind);
  if (last && joined.has(finding.kind) && (finding.from === last.to + 1 || finding.from === last.to)) last.to = finding.to;
  else if (found.findings.length < most) found.findings.push(finding);
  else found.more += 1;
}
