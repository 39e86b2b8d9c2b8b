import { type AuditSourceConfig, loadConfig } from '#lib/config.ts';
import { auditSection } from '#lib/config-audit.ts';
import { TrailwatchError } from '#lib/errors.ts';
import type { Invocation } from './command.ts';

/** What is read of S3, and who reads it. `prefix`: what keys begin with, as it stands in them. */
export type S3Place = { bucket: string; prefix: string; source: AuditSourceConfig };

export const isS3Url = (text: string): boolean => text.startsWith('s3://');

/** By whose name, where nothing says so; S3 tells where a bucket is, and is followed there. */
const defaultRegion = 'us-east-1';

const textOf = (option: string | boolean | undefined): string | undefined => (typeof option === 'string' ? option : undefined);

/** Whether the command line says who reads: then it is AWS that is meant, and not the demo account. */
export const saysWho = ({ options }: Pick<Invocation, 'options'>): boolean =>
  options.role !== undefined || options.profile !== undefined || options.region !== undefined;

/** The source of trailwatch.yaml that the bucket belongs to; of several of one bucket, the first. */
const configured = (bucket: string): AuditSourceConfig | undefined =>
  loadConfig().audit.sources.find((source) => source.bucket === bucket);

/**
 * `s3://BUCKET/PREFIX` and the options beside it. Without any of them, a bucket that trailwatch.yaml names is read as it says there.
 * @throws TrailwatchError `invalid` for what is no bucket, role, external ID or Region
 */
export function s3PlaceOf(url: string, invocation: Pick<Invocation, 'options'>): S3Place {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(url) ?? [];
  const { options } = invocation;
  const [role, externalId, region] = [options.role, options['external-id'], options.region].map(textOf);
  const known = saysWho(invocation) ? undefined : configured(bucket);
  const said = {
    ...{ bucket, region: region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? defaultRegion },
    ...(role === undefined ? {} : { role }),
    ...(externalId === undefined ? {} : { externalId }),
  };
  const parsed = auditSection.safeParse({ sources: [known ?? said] });
  const [source] = parsed.data?.sources ?? [];
  if (source) return { bucket, prefix, source };
  const [problem] = parsed.error?.issues ?? [];
  throw new TrailwatchError('invalid', `${String(problem?.path.at(-1) ?? 'bucket')}: ${problem?.message ?? 'is none'}`, {
    mend: 'audit import s3://BUCKET/PREFIX [--role ARN [--external-id ID]] [--region NAME] [--profile NAME]',
  });
}
