import type { AuditCoverage } from '#lib/queries/audit-coverage.ts';
import type { Stretch } from './lane-paths.ts';

/** Stretches of a window of which events of these accounts may be missing: in some Region, or of an account that is not collected. */
export function uncoveredOf(
  coverage: readonly AuditCoverage[],
  accounts: readonly string[],
  { from, to }: Stretch,
): { stretches: Stretch[]; isCollected: boolean } {
  const rows = coverage.filter(({ account }) => accounts.includes(account));
  const isCollected = accounts.every((id) => rows.some(({ account }) => account === id));
  if (!isCollected) return { stretches: [{ from, to }], isCollected };
  const begins = Math.max(from, ...rows.map(({ completeFrom }) => completeFrom ?? to));
  const ends = Math.min(to, ...rows.map(({ completeTo }) => completeTo ?? from));
  if (begins >= ends) return { stretches: [{ from, to }], isCollected };
  const stretches = [
    { from, to: begins },
    { from: ends, to },
  ];
  return { stretches: stretches.filter((one) => one.from < one.to), isCollected };
}
