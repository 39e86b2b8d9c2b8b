/** What is wrong with the journal or its checkpoints. `from` and `to` are rows, of a finding about the file its lines, from 1. */
export type Finding = { kind: FindingKind; from: number; to: number /** What there is to say beside it. */; note?: string };

type Words = (rows: string, finding: Finding) => string;

const rows: Words = (_, { from, to }) => (from === to ? `row ${from}` : `rows ${from} to ${to}`);
const withNote = ({ note }: Finding): string => (note ? `: ${note}` : '');

/** Every kind of tampering that is told apart, and what it means. */
export const findingKinds = {
  'row-changed': (where) => `${where}: changed after writing; the content is not what the hash was made of`,
  'hash-changed': (where) => `${where}: the hash was changed; the content is as the next row knows it`,
  'hash-missing': (where) => `${where}: the hash was taken away`,
  'prev-hash-changed': (where) => `${where}: the hash of the row before was changed in it; the content is as written`,
  'row-rewritten': (_, { from, to }) => `row ${to} does not follow row ${from}: one of them was rewritten and given a fresh hash`,
  'beginning-replaced': () => 'row 1: it follows a row that never was; the first row was replaced',
  'beginning-missing': (where) => `${where}: missing; the journal does not start at its beginning`,
  'rows-missing': (where) => `${where}: missing; taken out of the middle`,
  'numbers-skipped': (where) => `${where}: never written; the row after follows the one before, past the guard of the table`,
  'row-doubled': (where) => `${where}: the number is there more than once`,
  'row-copied': (where, finding) => `${where}: a copy of another row${withNote(finding)}`,
  'rows-moved': (where, finding) => `${where}: out of order${withNote(finding)}`,
  'rows-closed-up': (where) => `${where}: missing; the rows after were renumbered to close the gap`,
  'rows-inserted': (where) => `${where}: inserted; the rows after were renumbered to make room`,
  'row-before-first': (where) => `${where}: stands before row 1, or has no number; nothing was ever written there`,
  'time-backwards': (where, finding) => `${where}: the clock goes back${withNote(finding)}`,
  'tail-missing': (where) => `${where}: missing at the end; a signed checkpoint knows them`,
  'journal-emptied': (where) => `${where}: the journal is empty; a signed checkpoint knows them`,
  'history-rewritten': (where) =>
    `${where}: rewritten with fresh hashes; a signed checkpoint knows others, and the one before agrees`,
  'journal-replaced': (where) => `${where}: replaced as a whole; no signed checkpoint knows this journal`,
  'checkpoint-unreadable': (_, { from }) => `line ${from} of the checkpoints: cannot be read as one`,
  'checkpoint-changed': (_, { from }) => `line ${from} of the checkpoints: changed; its signature does not fit`,
  'checkpoint-foreign': (_, finding) => `line ${finding.from} of the checkpoints: signed with another key${withNote(finding)}`,
  'checkpoint-late': (_, finding) =>
    `line ${finding.from} of the checkpoints: signed with a key that was replaced before${withNote(finding)}`,
  'checkpoint-missing': (_, { from }) => `line ${from} of the checkpoints: the line before it is missing`,
  'checkpoint-moved': (_, { from }) => `line ${from} of the checkpoints: out of order; the line it follows stands elsewhere`,
  'checkpoint-doubled': (_, { from }) => `line ${from} of the checkpoints: there twice`,
  'checkpoint-lost': (where, finding) => `${where}: tells of a checkpoint that is not in the file${withNote(finding)}`,
  'guard-off': (_, finding) => `the table’s own guard is off or gone${withNote(finding)}`,
} as const satisfies Record<string, Words>;

type FindingKind = keyof typeof findingKinds;

/** "Row 17: changed after writing; …" */
export function findingSentence(finding: Finding): string {
  const text = (findingKinds[finding.kind] as Words)(rows('', finding), finding);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
