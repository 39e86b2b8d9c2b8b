import type { Cut } from '#lib/audit/split.ts';

/** CloudTrail's files hold at most 50 MB; far beyond that a small file is a bomb, not a log. */
const maxFileBytes = 4 * 1024 ** 3;
/** Real files reach 1 to 6; gzip itself ends at 1 to 1,032. */
const maxRatio = 200;

/** What a file unpacks to may be no more than this, against what was read of it. */
export const isBomb = ({ read, unpacked }: { read: number; unpacked: number }): boolean =>
  unpacked > maxFileBytes || unpacked > maxRatio * read + 16 * 1024 ** 2;

export const bombed = (unpacked: number): Cut => ({
  problem: `Unpacks to more than ${unpacked} bytes; the rest is left unread.`,
  body: '',
  place: { record: 0, byte: unpacked },
});

/** A record as it was cut out of a file; `entry`: of which file, where it lay in a zip. */
export type FileCut = Cut & { entry?: string };
