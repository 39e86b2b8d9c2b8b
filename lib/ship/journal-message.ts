import type { JournalRow } from '../journal/row.ts';
import type { LogMessage } from './message.ts';

const sentence = ({ seq, actorKind, actorName, action, subjectKind, subjectId, subjectName, result, ip }: JournalRow): string =>
  [
    `journal row ${seq}: ${actorKind} “${actorName}”`,
    action,
    ...(subjectKind === null ? [] : [`${subjectKind} “${subjectName ?? subjectId}”`]),
    ...(ip === null ? [] : [`from ${ip}`]),
    result,
  ].join(', ');

/** A row of the journal as it is sent: with its number and hashes, so that what was received can be held against the journal. */
export const journalMessage = (row: JournalRow, host: string): LogMessage => ({
  facility: 13,
  severity: row.result === 'ok' ? 6 : 4,
  at: row.at,
  host,
  processId: 'journal',
  messageId: row.action,
  fields: [
    ['seq', String(row.seq)],
    ['hash', row.hash],
    ['prevHash', row.prevHash],
    ['result', row.result],
    ['actorKind', row.actorKind],
    ['actorId', row.actorId],
    ['actorName', row.actorName],
    ['subjectKind', row.subjectKind],
    ['subjectId', row.subjectId],
    ['subjectName', row.subjectName],
    ['teams', row.teams?.join(' ') ?? null],
    ['ip', row.ip],
    ['userAgent', row.userAgent],
    ['requestId', row.requestId],
    ['reason', row.reason],
    ['before', row.before],
    ['after', row.after],
  ],
  text: sentence(row),
});
