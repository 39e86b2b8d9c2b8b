import { createPublicKey, type KeyObject } from 'node:crypto';
import { TrailwatchError } from '#lib/errors.ts';
import { keyId } from '#lib/journal/checkpoint.ts';
import { lostCheckpoints, readCheckpointFile } from '#lib/journal/checkpoint-file.ts';
import type { Finding } from '#lib/journal/findings.ts';
import { type ChainReport, verifyChain } from '#lib/journal/verify.ts';
import { journalRows } from '#lib/queries/journal-rows.ts';
import { getJournalState } from '#lib/queries/journal-state.ts';
import { journalFiles, textOf } from '#lib/store/journal-key.ts';
import { systemScope } from '../auth/scope.ts';

export type JournalReport = Omit<ChainReport, 'announced'> & {
  checkpoints: { file: string; lines: number /** Id of the key they were held against. */; key: string | null };
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

/** The named key, or the home's own: from the half that nobody else can have, where it is here. */
function keyFor({ home, key }: VerifyAsk): KeyObject | null {
  const files = journalFiles(home);
  const pem = key === undefined ? (textOf(files.key) ?? textOf(files.publicKey)) : given(key, 'key as PEM');
  try {
    return pem === null ? null : createPublicKey(pem);
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
  const publicKey = keyFor(ask);
  // Before the file and the rows: checkpoints signed meanwhile are not missed in the file.
  const { lastSeq, count, guardsOff } = await getJournalState(scope);
  const file = ask.checkpoints ?? journalFiles(ask.home).checkpoints;
  const text = ask.checkpoints === undefined ? textOf(file) : given(file, 'file of checkpoints');
  if (text !== null && publicKey === null) {
    throw new TrailwatchError('invalid', `${file} cannot be held against a key: there is none`, {
      mend: 'name it with --key FILE',
    });
  }
  const read = publicKey
    ? readCheckpointFile(text ?? '', publicKey)
    : { checkpoints: [], lines: new Set<string>(), findings: [] };
  const { announced, ...chain } = await verifyChain(journalRows(scope), read.checkpoints, (done) => ask.onRow?.(done, count));
  const key = publicKey && keyId(publicKey);
  const told = announced.filter(({ row }) => row <= lastSeq);
  const guard: Finding[] = guardsOff.map((note) => ({ kind: 'guard-off', from: 0, to: 0, note }));
  const lost = key ? lostCheckpoints(told, read, key) : [];
  return {
    ...chain,
    findings: [...chain.findings, ...read.findings, ...lost, ...guard],
    checkpoints: { file, lines: read.lines.size, key },
  };
}
