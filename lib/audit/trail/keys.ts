/** Whose files: an account's in one Region, below a prefix ('' or without its last slash) and, in an organization's trail, below its id. */
export type TrailPlace = { prefix: string; organization: string | null; account: string; region: string };

/** The folders beside each other that hold events. CloudTrail-Digest is the fifth, and holds digests. */
const logFolders = ['CloudTrail', 'CloudTrail-Insight', 'CloudTrail-NetworkActivity', 'CloudTrail-Aggregated'] as const;
const digestFolder = 'CloudTrail-Digest';
type LogFolder = (typeof logFolders)[number];

/** `deliveredAt` is the minute in its name: what it holds happened up to some ten minutes before. */
export type LogKey = TrailPlace & { kind: 'log'; key: string; folder: LogFolder; deliveredAt: number };

/** `endAt` is the end of the hour that it covers. The `_backfill` digests of a trail are a chain of their own. */
export type DigestKey = TrailPlace & {
  kind: 'digest';
  key: string;
  trail: string;
  homeRegion: string;
  endAt: number;
  isBackfill: boolean;
};

const maxKeyBytes = 1024;
const ending = '.json.gz';
const backfillEnding = '_backfill';
const isRegion = (text: string): boolean => /^[a-z0-9-]{1,40}$/.test(text);
const isLogFolder = (text: string): text is LogFolder => (logFolders as readonly string[]).includes(text);

/** "20261119T0742Z" and "20261119T074213Z" as epoch ms; null for any other text and for days that no calendar has. */
function stampAt(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?Z$/.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second = '00'] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const at = Date.parse(iso);
  return Number.isNaN(at) || new Date(at).toISOString() !== iso ? null : at;
}

const secondStamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
const minuteStamp = (at: number): string => `${secondStamp(at).slice(0, 13)}Z`;

/** "2026/11/19": the folder of a day. */
export const dayFolder = (at: number): string => new Date(at).toISOString().slice(0, 10).replaceAll('-', '/');

type Parted = TrailPlace & { folder: string; file: string };

/** From the end, where the names are AWS's own: the prefix may hold anything, "AWSLogs" too. */
function parted(key: string): Parted | null {
  if (key.length > maxKeyBytes || Buffer.byteLength(key) > maxKeyBytes) return null;
  const parts = key.split('/');
  const [account, folder, region, year, month, day, file] = parts.splice(-7);
  if (file === undefined || region === undefined || account === undefined || folder === undefined) return null;
  const isDated = /^\d{4}$/.test(year ?? '') && /^\d\d$/.test(month ?? '') && /^\d\d$/.test(day ?? '');
  if (!isDated || !/^\d{12}$/.test(account) || !isRegion(region)) return null;
  const organization = /^o-[a-z0-9]{1,32}$/.test(parts.at(-1) ?? '') ? (parts.pop() ?? null) : null;
  if (parts.pop() !== 'AWSLogs') return null;
  return { prefix: parts.join('/'), organization, account, region, folder, file };
}

const placeOf = ({ prefix, organization, account, region }: TrailPlace): TrailPlace => ({
  prefix,
  organization,
  account,
  region,
});

function logKey(key: string, from: Parted, folder: LogFolder): LogKey | null {
  const start = `${from.account}_${folder}_${from.region}_`;
  if (!from.file.startsWith(start) || !from.file.endsWith(ending)) return null;
  const [stamp = '', unique = '', ...more] = from.file.slice(start.length, -ending.length).split('_');
  const deliveredAt = stampAt(stamp);
  if (deliveredAt === null || unique === '' || more.length > 0) return null;
  return { kind: 'log', key, ...placeOf(from), folder, deliveredAt };
}

/** A trail's name may hold underscores, a Region's may not: it is what is left between them. */
function digestKey(key: string, from: Parted): DigestKey | null {
  const start = `${from.account}_${digestFolder}_${from.region}_`;
  if (!from.file.startsWith(start) || !from.file.endsWith(ending)) return null;
  const rest = from.file.slice(start.length, -ending.length);
  const isBackfill = rest.endsWith(backfillEnding);
  const parts = (isBackfill ? rest.slice(0, -backfillEnding.length) : rest).split('_');
  const endAt = stampAt(parts.pop() ?? '');
  const homeRegion = parts.pop() ?? '';
  const trail = parts.join('_');
  if (endAt === null || !isRegion(homeRegion) || trail === '') return null;
  return { kind: 'digest', key, ...placeOf(from), trail, homeRegion, endAt, isBackfill };
}

/** What a key of a trail's bucket names, or null where CloudTrail names nothing so. Takes any text, in time linear to its length. */
export function parseTrailKey(key: string): LogKey | DigestKey | null {
  const from = parted(key);
  if (from === null) return null;
  if (from.folder === digestFolder) return digestKey(key, from);
  return isLogFolder(from.folder) ? logKey(key, from, from.folder) : null;
}

/** Up to the day: what a listing of a place's files begins with. */
export function trailPrefix({ prefix, organization, account, region }: TrailPlace, folder: 'CloudTrail' | 'CloudTrail-Digest') {
  const parts = [prefix, 'AWSLogs', organization ?? '', account, folder, region].filter((part) => part !== '');
  return `${parts.join('/')}/`;
}

/** The key of a digest that ends at `endAt` (whole seconds). */
export function digestKeyAt(of: Omit<DigestKey, 'key' | 'kind' | 'endAt'>, endAt: number): string {
  const name = `${of.account}_${digestFolder}_${of.region}_${of.trail}_${of.homeRegion}_${secondStamp(endAt)}`;
  return `${trailPrefix(of, digestFolder)}${dayFolder(endAt)}/${name}${of.isBackfill ? backfillEnding : ''}${ending}`;
}

/** The key of a log file that is delivered at `deliveredAt`; `unique` is what tells it from others of its minute. */
export function logKeyAt(place: TrailPlace, deliveredAt: number, unique: string): string {
  const name = `${place.account}_CloudTrail_${place.region}_${minuteStamp(deliveredAt)}_${unique}${ending}`;
  return `${trailPrefix(place, 'CloudTrail')}${dayFolder(deliveredAt)}/${name}`;
}

/** One text for all digests of one chain. */
export const chainId = (of: Omit<DigestKey, 'key' | 'kind' | 'endAt'>): string =>
  `${trailPrefix(of, digestFolder)}${of.trail}/${of.homeRegion}${of.isBackfill ? '/backfill' : ''}`;
