import type { KeyObject } from 'node:crypto';
import { type Checkpoint, isSigned, keyId, lineHash, readCheckpoint } from './checkpoint.ts';
import type { Finding } from './findings.ts';
import type { Announced, Retired } from './verify.ts';

export type CheckpointFile = {
  /** Those that are signed with one of the keys and stand where they were written; nothing else may speak about rows. */
  checkpoints: Checkpoint[];
  lines: ReadonlySet<string>;
  /** Where in the file each of them stands, from 1. */
  places: ReadonlyMap<Checkpoint, number>;
  findings: Finding[];
};

type Kind = Finding['kind'];

/** The lines in their order, each against its key and against the line before. */
export function readCheckpointFile(text: string, publicKeys: readonly KeyObject[]): CheckpointFile {
  const lines = text.split('\n').filter((line) => line !== '');
  const hashes = lines.map(lineHash);
  const all = new Set(hashes);
  const seen = new Set<string>();
  const keys = new Map(publicKeys.map((key) => [keyId(key), key]));
  const places = new Map<Checkpoint, number>();
  const checkpoints: Checkpoint[] = [];

  const placeOf = ({ previous }: Checkpoint, index: number): Kind | null => {
    const before = hashes[index - 1] ?? null;
    if (previous === before) return null;
    return previous === null || all.has(previous) ? 'checkpoint-moved' : 'checkpoint-missing';
  };

  const problem = (checkpoint: Checkpoint | null, index: number): Kind | null => {
    if (!checkpoint) return 'checkpoint-unreadable';
    if (seen.has(hashes[index] ?? '')) return 'checkpoint-doubled';
    const publicKey = keys.get(checkpoint.key);
    if (!publicKey) return 'checkpoint-foreign';
    if (!isSigned(checkpoint, publicKey)) return 'checkpoint-changed';
    checkpoints.push(checkpoint);
    places.set(checkpoint, index + 1);
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
    const note = kind === 'checkpoint-foreign' ? `${checkpoint?.key}, not ${[...keys.keys()].join(' or ')}` : undefined;
    return kind ? [{ kind, from: index + 1, to: index + 1, ...(note ? { note } : {}) }] : [];
  });
  return { checkpoints, lines: all, places, findings };
}

/** Checkpoints that the journal tells of, signed with one of these keys, that the file does not hold. */
export const lostCheckpoints = (announced: readonly Announced[], file: CheckpointFile, keys: readonly string[]): Finding[] =>
  announced
    .filter((one) => keys.includes(one.key) && !file.lines.has(one.line))
    .map(({ row }) => ({ kind: 'checkpoint-lost', from: row, to: row }));

/** Checkpoints of rows after the one that retired their key: whoever got hold of it may sign no more. */
export const lateCheckpoints = ({ places }: CheckpointFile, retired: readonly Retired[]): Finding[] =>
  [...places].flatMap(([{ key, seq }, line]): Finding[] => {
    const end = retired.find((one) => one.key === key);
    return end && seq >= end.row ? [{ kind: 'checkpoint-late', from: line, to: line, note: `${key}, since row ${end.row}` }] : [];
  });
