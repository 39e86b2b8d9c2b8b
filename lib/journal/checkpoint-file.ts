import type { KeyObject } from 'node:crypto';
import { type Checkpoint, isSigned, keyId, lineHash, readCheckpoint } from './checkpoint.ts';
import type { Finding } from './findings.ts';
import type { Announced } from './verify.ts';

export type CheckpointFile = {
  /** Those that are signed with the key and stand where they were written; nothing else may speak about rows. */
  checkpoints: Checkpoint[];
  lines: ReadonlySet<string>;
  findings: Finding[];
};

type Kind = Finding['kind'];

/** The lines in their order, each against the key and against the line before. */
export function readCheckpointFile(text: string, publicKey: KeyObject): CheckpointFile {
  const lines = text.split('\n').filter((line) => line !== '');
  const hashes = lines.map(lineHash);
  const all = new Set(hashes);
  const seen = new Set<string>();
  const id = keyId(publicKey);
  const checkpoints: Checkpoint[] = [];

  const placeOf = ({ previous }: Checkpoint, index: number): Kind | null => {
    const before = hashes[index - 1] ?? null;
    if (previous === before) return null;
    return previous === null || all.has(previous) ? 'checkpoint-moved' : 'checkpoint-missing';
  };

  const problem = (checkpoint: Checkpoint | null, index: number): Kind | null => {
    if (!checkpoint) return 'checkpoint-unreadable';
    if (seen.has(hashes[index] ?? '')) return 'checkpoint-doubled';
    if (checkpoint.key !== id) return 'checkpoint-foreign';
    if (!isSigned(checkpoint, publicKey)) return 'checkpoint-changed';
    checkpoints.push(checkpoint);
    return placeOf(checkpoint, index);
  };

  let isBroken = false;
  const findings = lines.flatMap((line, index): Finding[] => {
    const checkpoint = readCheckpoint(line);
    const told = problem(checkpoint, index);
    // What follows a bad line cannot follow what was there.
    const kind = isBroken && (told === 'checkpoint-missing' || told === 'checkpoint-moved') ? null : told;
    isBroken = told !== null && told !== 'checkpoint-doubled';
    seen.add(hashes[index] ?? '');
    const note = kind === 'checkpoint-foreign' ? `${checkpoint?.key}, not ${id}` : undefined;
    return kind ? [{ kind, from: index + 1, to: index + 1, ...(note ? { note } : {}) }] : [];
  });
  return { checkpoints, lines: all, findings };
}

/** Checkpoints that the journal tells of, signed with this very key, that the file does not hold. */
export const lostCheckpoints = (announced: readonly Announced[], file: CheckpointFile, key: string): Finding[] =>
  announced
    .filter((one) => one.key === key && !file.lines.has(one.line))
    .map(({ row }) => ({ kind: 'checkpoint-lost', from: row, to: row }));
