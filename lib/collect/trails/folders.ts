import type { TrailPlace } from '#lib/audit/trail/keys.ts';
import { pages } from '#lib/aws/pages.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import { listObjects } from '#lib/aws/s3.ts';
import { type AuditFolder, type AuditSource, listFolders, saveFolder } from '#lib/store/audit-sources.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { hourMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';

/** New accounts and Regions of a trail are looked for so often: two lists for each account there is. */
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

type Found = { folders: Omit<AuditFolder, 'listedAt'>[]; places: TrailPlace[] };

/** Regions below a folder of an account. */
async function regionsOf(
  run: RunContext,
  aws: AwsRegion,
  { bucket, folder }: { bucket: string; folder: string },
): Promise<string[]> {
  return ((await below(run, aws, { bucket, folder })) ?? []).filter(isRegion);
}

async function findFolders(run: RunContext, aws: AwsRegion, source: AuditSource): Promise<Found | null> {
  const { bucket, prefix } = source;
  const top = await below(run, aws, { bucket, folder: rootOf(source) });
  if (top === null) return null;
  const accounts = top.filter(isAccount).map((folder) => ({ folder, organization: null as string | null }));
  for (const folder of top.filter(isOrganization)) {
    const members = ((await below(run, aws, { bucket, folder })) ?? []).filter(isAccount);
    accounts.push(...members.map((member) => ({ folder: member, organization: last(folder) })));
  }
  const found: Found = { folders: [], places: [] };
  for (const { folder, organization } of accounts) {
    if (run.signal.aborted || found.folders.length > mostFolders) break;
    const account = last(folder);
    for (const each of await regionsOf(run, aws, { bucket, folder: `${folder}CloudTrail/` }))
      found.folders.push({ account, region: last(each), folder: each, lastKey: null, readFrom: null, firstDay: null });
    for (const each of await regionsOf(run, aws, { bucket, folder: `${folder}CloudTrail-Digest/` }))
      found.places.push({ prefix, organization, account, region: last(each) });
  }
  return found;
}

type Looked = { at: number; places: TrailPlace[] };

/** What a source holds: folders of log files, those that were listed longest ago first, and places of which there are digests. */
export async function keepFolders(
  run: RunContext,
  aws: AwsRegion,
  source: AuditSource,
): Promise<{ folders: AuditFolder[]; places: readonly TrailPlace[] }> {
  const { db, clock, place } = run;
  const key = { ...place, collector: 'trails', key: `folders ${source.id}` };
  const looked = (await findCursor(db, key)) as Looked | null;
  const folders = await listFolders(db, source.id);
  const now = clock.now();
  const places = looked?.places ?? [];
  if (looked !== null && now >= looked.at && now - looked.at < lookEveryMs) return { folders, places };
  const found = await findFolders(run, aws, source);
  if (found === null) return { folders, places };
  const has = new Set(folders.map(({ folder }) => folder));
  for (const folder of found.folders.filter((one) => !has.has(one.folder)))
    await saveFolder(db, source.id, { ...folder, listedAt: new Date(0) });
  await setCursor(db.pool, key, { at: now, places: found.places } satisfies Looked, new Date(now));
  return { folders: await listFolders(db, source.id), places: found.places };
}
