import type { KeyObject } from 'node:crypto';
import { TrailwatchError } from '#lib/errors.ts';
import { keyId } from '#lib/journal/checkpoint.ts';
import { lateCheckpoints, lostCheckpoints, readCheckpointFile } from '#lib/journal/checkpoint-file.ts';
import type { Finding } from '#lib/journal/findings.ts';
import { type ChainReport, verifyChain } from '#lib/journal/verify.ts';
import { journalRows } from '#lib/queries/journal-rows.ts';
import { getJournalState } from '#lib/queries/journal-state.ts';
import { journalFiles, publicKeysIn, textOf } from '#lib/store/journal-key.ts';
import { systemScope } from '../auth/scope.ts';

export type JournalReport = Omit<ChainReport, 'announced' | 'retired'> & {
  checkpoints: { file: string; lines: number /** Ids of the keys they were held against. */; keys: string[] };
};

export type VerifyAsk = {
  home: string;
  /** Another file of checkpoints, or another key (either half, PEM), than the home's. */
  checkpoints?: string | undefined;
  key?: string | undefined;
  onRow?: (count: number, total: number) => void;
};

function given(file: string, what: string): string {
  const text = textOf(file);
  if (text !== null) return text;
  throw new TrailwatchError('invalid', `${file} is not there`, { mend: `name the ${what}` });
}

/** The named keys, or the home's own: from the half that nobody else can have, where it is here, and those of before. */
function keysFor({ home, key }: VerifyAsk): KeyObject[] {
  const files = journalFiles(home);
  const text = key === undefined ? (textOf(files.key) ?? '') + (textOf(files.publicKey) ?? '') : given(key, 'key as PEM');
  try {
    const keys = publicKeysIn(text);
    if (keys.length === 0 && text !== '') throw new Error('no PEM');
    return [...new Map(keys.map((each) => [keyId(each), each])).values()];
  } catch (cause) {
    throw new TrailwatchError('invalid', `${key ?? files.key} holds no key`, {
      cause,
      mend: 'name a PEM file, like journal.pub',
    });
  }
}

/**
 * Holds the journal against its own hashes and against signed checkpoints.
 * @throws TrailwatchError `invalid` when a named file is not there, or checkpoints are and no key
 */
export async function verifyJournal(ask: VerifyAsk): Promise<JournalReport> {
  const scope = systemScope();
  const publicKeys = keysFor(ask);
  // Before the file and the rows: checkpoints signed meanwhile are not missed in the file.
  const { lastSeq, count, guardsOff } = await getJournalState(scope);
  const file = ask.checkpoints ?? journalFiles(ask.home).checkpoints;
  const text = ask.checkpoints === undefined ? textOf(file) : given(file, 'file of checkpoints');
  if (text !== null && publicKeys.length === 0) {
    throw new TrailwatchError('invalid', `${file} cannot be held against a key: there is none`, {
      mend: 'name it with --key FILE',
    });
  }
  const read = readCheckpointFile(text ?? '', publicKeys);
  const { announced, retired, ...chain } = await verifyChain(journalRows(scope), read.checkpoints, (done) =>
    ask.onRow?.(done, count),
  );
  const keys = publicKeys.map(keyId);
  const told = announced.filter(({ row }) => row <= lastSeq);
  const guard: Finding[] = guardsOff.map((note) => ({ kind: 'guard-off', from: 0, to: 0, note }));
  return {
    ...chain,
    findings: [
      ...chain.findings,
      ...read.findings,
      ...lostCheckpoints(told, read, keys),
      ...lateCheckpoints(read, retired),
      ...guard,
    ],
    checkpoints: { file, lines: read.lines.size, keys },
  };
}
