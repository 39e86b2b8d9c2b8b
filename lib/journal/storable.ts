import { canonicalJson } from '#lib/audit/canonical.ts';
import { clean, isObject } from '#lib/audit/text.ts';
import type { JournalBody, JournalEntry } from './row.ts';

const longestText = 4096;
const longestDetail = 64 * 1024;
const deepest = 16;
const mostItems = 1000;

/** Data that can be written and read back to the character: texts mended and cut, dates as ISO, no deeper than 16. */
function bounded(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return clean(value, longestText);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  const isList = Array.isArray(value);
  if (!isList && !isObject(value)) return value;
  if (depth >= deepest) return '… (too deep)';
  if (isList) {
    const items = value.slice(0, mostItems).map((item) => bounded(item, depth + 1));
    return value.length > mostItems ? [...items, `… (${value.length - mostItems} more)`] : items;
  }
  const members = Object.entries(value).slice(0, mostItems);
  return Object.fromEntries(members.map(([key, item]) => [clean(key), bounded(item, depth + 1)]));
}

/** Canonical JSON of at most 64 Ki characters; of more, its beginning with a mark and the length. */
function detail(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = canonicalJson(bounded(value));
  if (text.length <= longestDetail) return text;
  return canonicalJson({
    cut: `${text.length} characters; only the first ${longestText} were kept`,
    start: clean(text, longestText),
  });
}

const short = (text: string | null | undefined): string | null => (text === null || text === undefined ? null : clean(text));

/** An entry as it will stand in the table: every text bounded, so that the row read back is the row that was hashed. */
export function storable({ at, actor, action, subject, ...rest }: JournalEntry): JournalBody {
  return {
    at: Math.floor(at),
    actorKind: actor.kind,
    actorId: short(actor.id),
    actorName: clean(actor.name),
    action,
    subjectKind: short(subject?.kind),
    subjectId: short(subject?.id),
    subjectName: short(subject?.name),
    result: rest.result ?? 'ok',
    teams: rest.teams?.slice(0, mostItems).map((team) => clean(team)) ?? null,
    ip: short(rest.ip),
    userAgent: short(rest.userAgent),
    requestId: short(rest.requestId),
    before: detail(rest.before),
    after: detail(rest.after),
    reason: rest.reason === null || rest.reason === undefined ? null : clean(rest.reason, longestText),
  };
}
