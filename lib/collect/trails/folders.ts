import { pages } from '#lib/aws/pages.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import { listObjects } from '#lib/aws/s3.ts';
import { type AuditFolder, type AuditSource, listFolders, saveFolder } from '#lib/store/audit-sources.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { hourMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';

/** New accounts and Regions of a trail are looked for so often: one list for each account there is. */
const lookEveryMs = hourMs;
const mostFolders = 20_000;

const rootOf = ({ prefix }: AuditSource): string => `${prefix === '' ? '' : `${prefix}/`}AWSLogs/`;

/** What stands directly below a folder, folders alone: "AWSLogs/o-ab12cd34ef/". */
async function below(
  run: RunContext,
  aws: AwsRegion,
  { bucket, folder }: { bucket: string; folder: string },
): Promise<string[] | null> {
  const found: string[] = [];
  const input = { Bucket: bucket, Prefix: folder, Delimiter: '/' };
  for await (const page of pages(aws, listObjects, input, { into: 'ContinuationToken', from: 'NextContinuationToken' })) {
    if (!page.ok) {
      run.fail(page.failure, { subject: `s3://${bucket}/${folder}`.slice(0, 500) });
      return null;
    }
    found.push(...(page.value.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []));
  }
  return found;
}

const last = (folder: string): string => folder.split('/').at(-2) ?? '';
const isAccount = (folder: string): boolean => /^\d{12}$/.test(last(folder));
const isOrganization = (folder: string): boolean => /^o-[a-z0-9]{10,32}$/.test(last(folder));
const isRegion = (folder: string): boolean => /^[a-z]{2,4}(-[a-z]{2,4})?-[a-z]{4,10}-\d{1,2}$/.test(last(folder));

async function findFolders(
  run: RunContext,
  aws: AwsRegion,
  source: AuditSource,
): Promise<Omit<AuditFolder, 'listedAt'>[] | null> {
  const { bucket } = source;
  const top = await below(run, aws, { bucket, folder: rootOf(source) });
  if (top === null) return null;
  const accounts = top.filter(isAccount);
  for (const folder of top.filter(isOrganization))
    accounts.push(...((await below(run, aws, { bucket, folder })) ?? []).filter(isAccount));
  const found: Omit<AuditFolder, 'listedAt'>[] = [];
  for (const folder of accounts) {
    if (run.signal.aborted || found.length > mostFolders) break;
    const regions = (await below(run, aws, { bucket, folder: `${folder}CloudTrail/` })) ?? [];
    for (const each of regions.filter(isRegion)) {
      found.push({ account: last(folder), region: last(each), folder: each, lastKey: null, readFrom: null, firstDay: null });
    }
  }
  return found;
}

/** Accounts and Regions of a source, those that are new noted, those that were listed longest ago first. */
export async function keepFolders(run: RunContext, aws: AwsRegion, source: AuditSource): Promise<AuditFolder[]> {
  const { db, clock, place } = run;
  const key = { ...place, collector: 'trails', key: `folders ${source.id}` };
  const looked = await findCursor(db, key);
  const known = await listFolders(db, source.id);
  if (typeof looked === 'number' && clock.now() >= looked && clock.now() - looked < lookEveryMs) return known;
  const found = await findFolders(run, aws, source);
  if (found === null) return known;
  const has = new Set(known.map(({ folder }) => folder));
  for (const folder of found.filter((one) => !has.has(one.folder)))
    await saveFolder(db, source.id, { ...folder, listedAt: new Date(0) });
  await setCursor(db.pool, key, clock.now(), new Date(clock.now()));
  return listFolders(db, source.id);
}
