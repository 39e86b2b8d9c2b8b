import type { Checkpoint } from './checkpoint.ts';
import type { Finding } from './findings.ts';
import { type Found, find } from './found.ts';
import type { JournalRow } from './row.ts';
import { createWalk } from './walk.ts';

/** A checkpoint that the journal itself tells of: in row `row`, signed with `key`, as the line with the hash `line`. */
export type Announced = { row: number; key: string; line: string };

/** A key that row `row` replaced by another: from there on it signs nothing. */
export type Retired = { row: number; key: string };

export type ChainReport = {
  count: number;
  head: { seq: number; hash: string | null; at: number } | null;
  /** Checkpoints that agree with the rows, and the last row that one of them covers. */
  agreeing: number;
  coveredTo: number;
  announced: Announced[];
  retired: Retired[];
  findings: Finding[];
  /** Findings beyond those listed. */
  more: number;
};

type Compared = { seq: number; agrees: boolean };

function announcedIn(row: JournalRow): Announced[] {
  if (row.action !== 'journal.checkpoint') return [];
  const match = /^\{"key":"([0-9a-f]{16})","line":"([0-9a-f]{64})"/.exec(row.after ?? '');
  return match ? [{ row: row.seq, key: match[1] ?? '', line: match[2] ?? '' }] : [];
}

function retiredIn(row: JournalRow): Retired[] {
  if (row.action !== 'key.rotate' || row.subjectId !== 'journal') return [];
  const match = /^\{"key":"([0-9a-f]{16})"/.exec(row.before ?? '');
  return match ? [{ row: row.seq, key: match[1] ?? '' }] : [];
}

/** What the checkpoints say that the rows do not: rewritten with fresh hashes, or cut off. */
function judge(compared: readonly Compared[], wanted: readonly Checkpoint[], lastSeq: number, found: Found): void {
  const known = Math.max(0, ...wanted.map(({ seq }) => seq));
  if (known > lastSeq) find(found, { kind: lastSeq === 0 ? 'journal-emptied' : 'tail-missing', from: lastSeq + 1, to: known });
  const differing = compared.find(({ agrees }) => !agrees);
  if (!differing) return;
  const agreed = Math.max(0, ...compared.filter(({ seq, agrees }) => agrees && seq < differing.seq).map(({ seq }) => seq));
  const isReplaced = compared.every(({ agrees }) => !agrees);
  find(found, { kind: isReplaced ? 'journal-replaced' : 'history-rewritten', from: agreed + 1, to: differing.seq });
}

/**
 * Looks at every row once, in the order of its number, and at what the checkpoints know of it. Memory does not grow with the journal.
 * @param checkpoints those whose signature holds
 * @param onRow called after each row, with how many there were so far
 */
export async function verifyChain(
  rows: AsyncIterable<JournalRow>,
  checkpoints: readonly Checkpoint[],
  onRow?: (count: number) => void,
): Promise<ChainReport> {
  const found: Found = { findings: [], more: 0 };
  const walk = createWalk(found);
  const bySeq = Map.groupBy(checkpoints, ({ seq }) => seq);
  const compared: Compared[] = [];
  const announced: Announced[] = [];
  const retired: Retired[] = [];
  let head: ChainReport['head'] = null;
  let count = 0;
  for await (const row of rows) {
    const hashes = walk.step(row);
    count += 1;
    onRow?.(count);
    if (hashes.length === 0) continue;
    for (const { seq, hash } of bySeq.get(row.seq) ?? []) compared.push({ seq, agrees: hashes.includes(hash) });
    announced.push(...announcedIn(row));
    retired.push(...retiredIn(row));
    head = { seq: row.seq, hash: row.hash, at: row.at };
  }
  walk.end();
  judge(compared, checkpoints, head?.seq ?? 0, found);
  const agreeing = compared.filter(({ agrees }) => agrees);
  const coveredTo = Math.max(0, ...agreeing.map(({ seq }) => seq));
  return { count, head, agreeing: agreeing.length, coveredTo, announced, retired, ...found };
}
