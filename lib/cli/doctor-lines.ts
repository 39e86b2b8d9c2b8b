import type { CallFailure } from '#lib/aws/call.ts';
import { type FeatureId, featureIds, featureOf, features } from '#lib/aws/features.ts';
import { type Examined, isWell } from '#lib/collect/accounts/examine.ts';
import type { ProbeResult } from '#lib/collect/probes.ts';
import type { ExaminedBucket } from '#lib/collect/trails/examine-bucket.ts';
import { formatDuration } from '#lib/format.ts';

/** What no window and no signature notices. */
const fineSkewMs = 10_000;

/** Features in whose calls an action is missing. */
function darkOf(results: readonly ProbeResult[]): FeatureId[] {
  const dark = new Set(results.filter(({ action }) => action !== null).map((one) => featureOf(one)));
  return featureIds.filter((id) => dark.has(id));
}

/** What one account and Region lets Trailwatch do, and what stays dark. */
export function* placeLines({ name, account, region, isOff, results }: Examined): Generator<string> {
  const where = `${name} ${account} ${region}`;
  const missing = results.filter((result) => !isWell(result));
  if (isOff) {
    yield `${where}: not enabled in the account, or without SageMaker (${missing[0]?.failure?.code}). It is looked at each day.`;
    return;
  }
  yield `${where}: ${results.length - missing.length} of ${results.length} calls allowed`;
  for (const { operation, action, word, feeds, failure } of missing) {
    yield `  ${word}: ${action ?? operation}. Stays dark: ${feeds}.`;
    yield `    ${failure?.operation} ${failure?.code}: ${failure?.message}`;
  }
  for (const feature of darkOf(missing)) {
    yield `  npm run -s trailwatch -- policy --feature ${feature} prints what it needs: ${features[feature].reads}.`;
  }
}

/** What the role that reads a bucket of trails may do. */
export function* bucketLines({ bucket, prefix, account, results }: ExaminedBucket): Generator<string> {
  const missing = results.filter((result) => !isWell(result));
  yield `s3://${bucket}/${prefix} by ${account}: ${missing.length === 0 ? 'log files can be read' : 'log files cannot be read'}`;
  for (const { operation, action, word, feeds, failure } of missing) {
    yield `  ${word}: ${action ?? operation}. Stays dark: ${feeds}.`;
    yield `    ${failure?.operation} ${failure?.code}: ${failure?.message}`;
  }
  if (missing.length > 0)
    yield `  npm run -s trailwatch -- policy --feature trails prints what it needs: ${features.trails.reads}.`;
}

export const organizationLines = ({ operation, code, message, word }: CallFailure): string[] => [
  `organization: ${operation} ${word}. Stays dark: accounts that come and go.`,
  `  ${code}: ${message}`,
  '  npm run -s trailwatch -- policy --feature organization prints what its role needs.',
];

export function clockLines(skewMs: number | null): string[] {
  if (skewMs === null || Math.abs(skewMs) < fineSkewMs) return [];
  const side = skewMs > 0 ? 'behind' : 'ahead of';
  const off = formatDuration(Math.abs(skewMs));
  return [`this machine's clock is ${off} ${side} AWS: signatures and windows are corrected by it; set the clock.`];
}
