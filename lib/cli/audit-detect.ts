import { ruleRow } from '#lib/audit/detections/rules.ts';
import { database } from '#lib/db.ts';
import { formatCount, formatFigure } from '#lib/format.ts';
import {
  clearDetectMark,
  countByRule,
  countSince,
  type DetectMark,
  detectPage,
  findDetectMark,
} from '#lib/store/detect-again.ts';
import { clockFrom } from '#lib/time.ts';
import { type ExitCode, exitCodes, type Invocation } from './command.ts';
import { progressBar } from './progress.ts';
import { spanOf } from './span.ts';

const pageSize = 2000;
const figure = (count: number): string => formatFigure(count, 'count').text;

type Done = { mark: DetectMark; total: number; isWhole: boolean };

async function detectAll(since: number, { signal }: Invocation): Promise<Done> {
  const db = database();
  const clock = clockFrom(process.env);
  const total = await countSince(db, since);
  const bar = progressBar();
  // Nothing happened before an event id that is empty.
  let mark = (await findDetectMark(db, since)) ?? { since, at: since, eventId: '', account: '', evaluated: 0 };
  try {
    while (!signal.aborted) {
      bar.show({ done: mark.evaluated, total, note: `${figure(mark.evaluated)} of ${figure(total)} events` });
      const next = await detectPage(db, mark, { most: pageSize, now: new Date(clock.now()) });
      if (!next) {
        await clearDetectMark(db);
        return { mark, total, isWhole: true };
      }
      mark = next;
    }
  } finally {
    bar.clear();
  }
  return { mark, total, isWhole: false };
}

/** `audit detect --since 30d`. */
export async function detectAudit(invocation: Invocation): Promise<ExitCode> {
  const { options, positionals, say, json, print } = invocation;
  if (typeof options.since !== 'string' || positionals.length > 1) {
    say('Usage: npm run trailwatch -- audit detect --since 30d');
    return exitCodes.usage;
  }
  const since = clockFrom(process.env).now() - spanOf(options.since, 'events are kept for the days of retention.audit');
  const { mark, isWhole } = await detectAll(since, invocation);
  const found = await countByRule(database(), mark.since);
  if (json) print({ complete: isWhole, since: new Date(mark.since).toISOString(), evaluated: mark.evaluated, found });
  else {
    for (const [rule, count] of Object.entries(found))
      say(`${figure(count).padStart(8)}  ${ruleRow(rule)?.title ?? rule} (${rule})`);
    const sum = Object.values(found).reduce((all, count) => all + count, 0);
    say(
      `${formatCount(mark.evaluated, 'event', 'events')} evaluated, ${formatCount(sum, 'detection stands', 'detections stand')}.`,
    );
  }
  if (!isWhole) say('Stopped. Run the same command again to go on where it stopped.');
  return isWhole ? exitCodes.ok : exitCodes.fault;
}
