import { database } from '#lib/db.ts';
import { formatFigure } from '#lib/format.ts';
import { listMonths, rebuildMonth } from '#lib/store/audit-chunks.ts';
import { type ExitCode, exitCodes, type Invocation } from './command.ts';
import { progressBar } from './progress.ts';

/** `audit reindex`: makes anew what events are searched by. */
export async function reindexAudit({ positionals, say, json, print, signal }: Invocation): Promise<ExitCode> {
  if (positionals.length > 1) {
    say('Usage: npm run trailwatch -- audit reindex');
    return exitCodes.usage;
  }
  const db = database();
  const months = await listMonths(db);
  const bar = progressBar();
  let [events, done] = [0, 0];
  try {
    for (const month of months) {
      if (signal.aborted) break;
      bar.show({ done, total: months.length, note: month.slice(0, 7) });
      events += await rebuildMonth(db, month);
      done += 1;
    }
  } finally {
    bar.clear();
  }
  const isWhole = done === months.length;
  if (json) print({ complete: isWhole, months: done, events });
  else
    say(
      `${formatFigure(events, 'count').text} events are searched anew${isWhole ? '.' : `: stopped after ${done} of ${months.length} months.`}`,
    );
  return isWhole ? exitCodes.ok : exitCodes.fault;
}
