import type { JournalActionId } from '#lib/catalog/journal-actions.ts';

/** Who acted. The name is kept as it was then; `nobody` is someone who did not sign in. */
type Actor = { kind: 'person' | 'token' | 'system' | 'nobody'; id: string | null; name: string };

/** To whom or what it was done. */
type Subject = { kind: string; id: string; name?: string };

type JournalResult = 'ok' | 'denied' | 'failed';

/** What is handed in to be written; `before` and `after` are plain data. */
export type JournalEntry = {
  /** When, in epoch ms. */
  at: number;
  actor: Actor;
  action: JournalActionId;
  subject?: Subject | null;
  result?: JournalResult;
  /** The teams whose data it was about; null where it was about none in particular. */
  teams?: readonly string[] | null;
  ip?: string | null;
  userAgent?: string | null;
  requestId?: string | null;
  before?: unknown;
  after?: unknown;
  reason?: string | null;
};

/** A row as it is stored, but for its place in the chain. Anything may stand in it once somebody has been at the table. */
export type JournalBody = {
  at: number;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  action: string;
  subjectKind: string | null;
  subjectId: string | null;
  subjectName: string | null;
  result: string;
  teams: readonly string[] | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  /** Canonical JSON. */
  before: string | null;
  after: string | null;
  reason: string | null;
};

/** A row as it is read: `seq` counts from 1 without a gap, hashes are SHA-256 in hex. */
export type JournalRow = JournalBody & { seq: number; prevHash: string | null; hash: string | null };
