import { parseTrailKey } from '#lib/audit/trail/keys.ts';
import type { ListedFile } from '#lib/store/audit-files.ts';

/** A log file as its key tells of it; null for all that a folder of CloudTrail does not hold. */
export function fileOf(key: string | undefined): ListedFile | null {
  const parsed = key === undefined ? null : parseTrailKey(key);
  if (parsed?.kind !== 'log' || parsed.folder !== 'CloudTrail') return null;
  return { account: parsed.account, region: parsed.region, key: parsed.key, deliveredAt: new Date(parsed.deliveredAt) };
}
