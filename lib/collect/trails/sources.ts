import type { AuditSourceConfig, Config } from '#lib/config.ts';
import { type AuditSource, keepSource, listTrailsAt } from '#lib/store/audit-sources.ts';
import type { CollectedAccount } from '../accounts/members.ts';
import type { PlaceContext, RunContext } from '../context.ts';
import type { Collecting } from '../cycle.ts';

/** A source, and who reads it. */
export type ReadSource = { source: AuditSource; reader: CollectedAccount };

const nobody = '000000000000';

/** Who reads a bucket that the configuration names: its role, in whichever account that is, or the default credentials. */
export const readerOf = ({ bucket, region, role, externalId }: AuditSourceConfig): CollectedAccount => ({
  id: role?.split(':')[4] ?? nobody,
  name: bucket,
  regions: [region],
  ...(role ? { role } : {}),
  ...(externalId ? { externalId } : {}),
});

/** Where buckets that the configuration names are read from: places of their own, where nothing else is collected. */
export function sourcePlaces(collecting: Collecting): PlaceContext[] {
  const places = collecting.config.audit.sources.map((one) => ({
    ...{ ...collecting, account: readerOf(one), region: one.region },
    isBucketOnly: true as const,
  }));
  return [...new Map(places.map((place) => [`${place.account.id} ${place.region}`, place])).values()];
}

const isNamed = (config: Config, { bucket, prefix }: { bucket: string; prefix: string }): boolean =>
  config.audit.sources.some((one) => one.bucket === bucket && one.prefix === prefix);

/** What is read from a place: the buckets that the configuration names for it, and those of its own trails that it does not name. */
export async function sourcesAt(
  run: Pick<RunContext, 'db' | 'clock'>,
  { account, region, config }: PlaceContext,
): Promise<ReadSource[]> {
  const at = new Date(run.clock.now());
  const named = config.audit.sources.filter((one) => readerOf(one).id === account.id && one.region === region);
  const trails = await listTrailsAt(run.db, { account: account.id, region });
  const found = [
    ...named.map((one) => ({ bucket: one.bucket, prefix: one.prefix, found: 'configured' as const, reader: readerOf(one) })),
    ...trails.filter((one) => !isNamed(config, one)).map((one) => ({ ...one, found: 'discovered' as const, reader: account })),
  ];
  const kept = await Promise.all(
    found.map(async ({ reader, ...one }) => ({
      source: await keepSource(run.db, { ...one, region, account: reader.id }, at),
      reader,
    })),
  );
  return kept.flatMap(({ source, reader }) => (source ? [{ source, reader }] : []));
}
