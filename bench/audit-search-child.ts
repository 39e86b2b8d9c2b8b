import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditFilter, noFilter } from '#lib/audit/filter.ts';
import { systemScope, type TeamScope, teamsScope } from '#lib/auth/scope.ts';
import { type AuditAsk, getAuditTotals, listAuditBuckets, listAuditEvents, listAuditFacets } from '#lib/queries/audit.ts';
import { getAuditEvent } from '#lib/queries/audit-event.ts';
import { auditIndex } from '#lib/queries/audit-index.ts';
import { dayMs } from '#lib/time.ts';
import { spanOf } from './audit-load.ts';
import { answerAsks } from './child.ts';
import { atMost, beside, exactly, type Figure } from './figure.ts';

/** Searches as the web process does, with its flags, in a process that does nothing else. */
export type SearchAsk = { questions: readonly Question[]; count: number };
/** A filter, and the class it is measured with. */
export type Question = { name: string; filter: AuditFilter };

const p95 = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[Math.ceil(list.length * 0.95) - 1] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

type Times = Map<string, number[]>;
const note = (times: Times, name: string, ms: number): void => void times.set(name, [...(times.get(name) ?? []), ms]);

async function askAll(questions: readonly Question[], { scope, count }: { scope: TeamScope; count: number }): Promise<Times> {
  const times: Times = new Map();
  const span = spanOf(count);
  for (let round = 0; round < 3; round += 1) {
    for (const { name, filter } of questions) {
      const asked: AuditAsk = { team: 'all', ...span, filter, whom: 'everybody' };
      const day = { ...asked, from: asked.to - dayMs };
      note(times, `first page, ${name}`, await timed(() => listAuditEvents(scope, { ...asked, limit: 50, cursor: null })));
      note(times, 'facets over everything', await timed(() => listAuditFacets(scope, asked)));
      note(times, 'facets over a day', await timed(() => listAuditFacets(scope, day)));
      note(times, 'histogram', await timed(() => listAuditBuckets(scope, asked)));
    }
  }
  const { rows } = await listAuditEvents(scope, { team: 'all', ...span, filter: noFilter, limit: 200, cursor: null });
  for (const { eventId, account } of rows) {
    note(times, 'one event with its record', await timed(() => getAuditEvent(scope, { team: 'all', eventId, account })));
  }
  return times;
}

const limits: Readonly<Record<string, number>> = {
  'facets over everything': 300,
  'facets over a day': 60,
  histogram: 150,
  'one event with its record': 10,
};

async function measureOn(questions: readonly Question[], count: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  const first = await timed(() => getAuditTotals(systemScope(), 'all'));
  const { stored } = await getAuditTotals(systemScope(), 'all');
  const objects = await timed(async () => {
    while (auditIndex().objects.isWaiting) await sleep(200);
  });
  figures.push(
    exactly('events found', stored, '', count),
    beside('until what events are about is in memory, too', objects, 'ms'),
    beside('first search of a process, which reads the columns', first, 'ms'),
  );
  for (const [who, scope] of [
    ['operator', systemScope()],
    ['a team’s member', teamsScope(['vision'])],
  ] as const) {
    const news = await timed(() =>
      listAuditEvents(scope, { team: 'all', ...spanOf(count), filter: noFilter, whom: 'everybody', limit: 50, cursor: null }),
    );
    figures.push(beside(`${who}: first page, which asks what the scope sees`, news, 'ms'));
    const times = await askAll(questions, { scope, count });
    for (const [name, list] of times) figures.push(atMost(`${who}: ${name}, p95`, p95(list), 'ms', limits[name] ?? 20));
  }
  figures.push(atMost('memory of the process that searches', process.memoryUsage.rss() / 1024 ** 2, 'MB', 600));
  return figures;
}

answerAsks<SearchAsk, Figure[]>(({ questions, count }) => measureOn(questions, count));
