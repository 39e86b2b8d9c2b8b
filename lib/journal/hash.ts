import { hash } from 'node:crypto';
import type { JournalBody } from './row.ts';

/** What the first row follows. */
export const genesis = '0'.repeat(64);

const domain = 'trailwatch journal row v1';

/**
 * SHA-256 in hex of a row in its place: of the JSON array of its fields as RFC 8785 writes it. Quotes and escapes make it unambiguous
 * (no field can run into the next, null is no text), and the first element keeps it apart from every other hash of Trailwatch.
 */
export const hashOf = (row: JournalBody & { seq: number }, prevHash: string | null): string =>
  hash(
    'sha256',
    JSON.stringify([
      domain,
      row.seq,
      prevHash,
      row.at,
      row.actorKind,
      row.actorId,
      row.actorName,
      row.action,
      row.subjectKind,
      row.subjectId,
      row.subjectName,
      row.result,
      row.teams,
      row.ip,
      row.userAgent,
      row.requestId,
      row.before,
      row.after,
      row.reason,
    ]),
  );
