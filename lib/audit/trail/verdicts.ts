/** What one hour of a trail in a Region is. `unproved`: there is something, and what would prove it is not at hand. */
export type HourState =
  | 'altered'
  | 'missing'
  | 'unproved'
  | 'never-delivered'
  | 'off'
  | 'not-yet-due'
  | 'backfilled'
  | 'verified';

/** Worst first: an hour is the worst of what it holds. */
export const hourStates: readonly HourState[] = [
  'altered',
  'missing',
  'unproved',
  'never-delivered',
  'off',
  'not-yet-due',
  'backfilled',
  'verified',
];

/** `isFault`: with it, the whole does not verify. `hour` is null where it says nothing of any hour. */
type Verdict = { says: string; hour: HourState | null; isFault: boolean };

const good = (hour: HourState | null, says: string): Verdict => ({ says, hour, isFault: false });
const bad = (hour: HourState, says: string): Verdict => ({ says, hour, isFault: true });

/** What is found of a file, whichever it is. */
const ofFiles = {
  verified: good('verified', 'verified'),
  'not-gzip': bad('altered', 'not a gzip file'),
  'corrupt-gzip': bad('altered', 'the gzip file is damaged'),
  truncated: bad('altered', 'the gzip file is cut off'),
  'too-large': bad('altered', 'unpacks to more than any file of CloudTrail’s'),
  appended: bad('altered', 'bytes were appended after the end of the gzip file'),
  concatenated: bad('altered', 'another gzip file was appended to it'),
  missing: bad('missing', 'missing; it was delivered'),
  unreadable: bad('unproved', 'could not be read'),
  elsewhere: bad('unproved', 'lies in another bucket, which is not looked at'),
} as const satisfies Record<string, Verdict>;

const ofDigests = {
  ...ofFiles,
  malformed: bad('altered', 'not as CloudTrail writes a digest'),
  altered: bad('altered', 'altered; it is not what the digest after it follows'),
  replaced: bad('altered', 'signed, but another one than the digest after it follows'),
  'wrong-signature': bad('altered', 'its signature does not fit: it, or the signature, was altered'),
  'signature-changed': bad('altered', 'the signature beside it was changed; the digest after it proves its content'),
  'foreign-key': bad('altered', 'altered, and signed anew with a key that is not CloudTrail’s'),
  'unknown-key': bad('unproved', 'signed with a key that is not among those given'),
  'key-not-valid': bad('unproved', 'signed with a key at a time when CloudTrail did not use it'),
  unsigned: bad('unproved', 'its signature is not at hand'),
  misplaced: bad('altered', 'it belongs to another place than where it was found'),
  replayed: bad('altered', 'a copy of another digest of this trail'),
  'wrong-bucket': bad('altered', 'it belongs to another bucket'),
  stray: bad('altered', 'signed, but no digest after it leads to it'),
  'link-backwards': bad('altered', 'it names a digest before it that is not before it'),
  unlinked: bad('unproved', 'it names no digest before it, though one ends where it begins'),
} as const satisfies Record<string, Verdict>;

/** Stretches of time in which there is no digest to look at. */
const ofPeriods = {
  gap: bad('missing', 'no digest, and those around do not follow each other: missing'),
  overdue: bad('missing', 'no digest, though it is long due: deleted, or never delivered'),
  undelivered: bad('never-delivered', 'no digest, and those around follow each other: CloudTrail never delivered one'),
  'delivery-failing': bad('never-delivered', 'no digest, and CloudTrail says that it delivered none'),
  'no-digests': bad('unproved', 'log files, and no digest at all'),
  off: good('off', 'logging, or its validation, was off'),
  'not-yet-due': good('not-yet-due', 'not yet due'),
  cut: good(null, 'the oldest digest here follows an older one: what was before is not looked at'),
} as const satisfies Record<string, Verdict>;

const ofLogs = {
  ...ofFiles,
  altered: bad('altered', 'altered; its content has another hash than its digest says'),
  swapped: bad('altered', 'holds what belongs to another log file'),
  renamed: bad('altered', 'not where it was delivered; its content lies under another name'),
  unproved: bad('unproved', 'no sound digest covers the time of its delivery'),
  unnamed: bad(
    'unproved',
    'no digest names it, though those of its time are sound: added, renamed, or of a trail without validation',
  ),
  'not-yet-due': good('not-yet-due', 'its digest is not yet due'),
} as const satisfies Record<string, Verdict>;

export type DigestVerdict = keyof typeof ofDigests;
export type PeriodVerdict = keyof typeof ofPeriods;
export type LogVerdict = keyof typeof ofLogs;

const verdicts = { digest: ofDigests, period: ofPeriods, log: ofLogs } as const;

/** What a chain is of; `unnamed` log files belong to none. */
type Common = { from: number; to: number; note?: string; chain: string | null };

/**
 * One thing that a walk found. `from` and `to` (epoch ms): the time that it speaks of; of a log file its minute. `count`: how many digests a
 * stretch would hold. `isFromNext`: its signature was taken from the digest after it, for there was none beside it.
 */
export type TrailResult =
  | (Common & { of: 'digest'; kind: DigestVerdict; key: string; isBackfill: boolean; isFromNext?: boolean })
  | (Common & { of: 'period'; kind: PeriodVerdict; count: number })
  | (Common & { of: 'log'; kind: LogVerdict; key: string; digest: string | null });

export const verdictOf = ({ of, kind }: Pick<TrailResult, 'of' | 'kind'>): Verdict =>
  (verdicts[of] as Readonly<Record<string, Verdict>>)[kind] as Verdict;

const instant = (at: number): string => new Date(at).toISOString().replace(/:00\.000Z$|\.000Z$/, 'Z');

/** "AWSLogs/…json.gz: altered; it is not what …" */
export function resultSentence(result: TrailResult): string {
  const { says } = verdictOf(result);
  const note = result.note ? ` (${result.note})` : '';
  const where = result.of === 'period' ? `${result.chain ?? ''} ${instant(result.from)} to ${instant(result.to)}` : result.key;
  return `${where}: ${says}${note}.`;
}
