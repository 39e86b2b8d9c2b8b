import { type Absence, absences } from '#lib/catalog/absence.ts';

/** One log line as CloudWatch Logs gave it. Epoch ms. */
type LogAnswerLine = { at: number; stream: string; text: string };

/** What /api/v1/logs answers: lines oldest first, the first error of the window, and what the reading cost. */
export type LogAnswer =
  | {
      ok: true;
      group: string;
      lines: LogAnswerLine[];
      firstError: LogAnswerLine | null;
      readAt: number;
      calls: number;
      cli: string;
      aws: string;
    }
  | { ok: false; absence: Absence; why: string };

const line = (value: unknown): LogAnswerLine | null => {
  if (typeof value !== 'object' || value === null) return null;
  const { at, stream, text } = value as Record<string, unknown>;
  return typeof at === 'number' && typeof text === 'string'
    ? { at, text, stream: typeof stream === 'string' ? stream : '' }
    : null;
};

/** The answer of the route, or a word for a body that is none. */
export function logAnswerOf(body: unknown): LogAnswer {
  const record = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (key: string) => (typeof record[key] === 'string' ? (record[key] as string) : '');
  const number = (key: string) => (typeof record[key] === 'number' ? (record[key] as number) : 0);
  if (Array.isArray(record.lines)) {
    const lines = record.lines.map(line).filter((one) => one !== null);
    return {
      ok: true,
      group: text('group'),
      lines,
      firstError: line(record.firstError),
      readAt: number('readAt'),
      calls: number('calls'),
      cli: text('cli'),
      aws: text('aws'),
    };
  }
  const absence = text('absence');
  const why = text('why') || 'The answer could not be understood.';
  return { ok: false, absence: Object.hasOwn(absences, absence) ? (absence as Absence) : 'not_collected', why };
}
