import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundMatcher, isSilencedBy, type SilenceMatcher } from '#lib/alerts/silences.ts';
import { teamsScope } from '#lib/auth/scope.ts';
import { endSilence, makeSilence } from '#lib/store/silences.ts';
import { transaction } from '#lib/store/transaction.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { dayMs, hourMs } from '#lib/time.ts';
import { getSilence, isAbout, listSilences } from './silences.ts';

const db = await testDatabase();
process.env.DATABASE_URL = db.webUrl;
const now = Date.parse('2026-11-19T07:42:10Z');
const open: SilenceMatcher = { team: 'all', rules: [], kinds: [], account: null, region: null, name: null };
const by = { id: 'p', name: 'Ada' };
const make = (said: Partial<SilenceMatcher>, from = 0, to = hourMs) =>
  transaction(db, (client) =>
    makeSilence(client, {
      ...{ ...open, ...said, by, reason: 'why', at: now - 2 * dayMs },
      ...{ startsAt: now + from, endsAt: now + to },
    }),
  );

/** Where a name could be taken for more than text, by LIKE or by a regular expression. */
const odd = fc.string({
  unit: fc.constantFrom('a', 'b', '%', '_', '\\', '.', '^', '$', '+', '(', "'", '\n', 'é', '😀'),
  maxLength: 6,
});
const pattern = fc.array(odd, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('*'));
const one = (...values: string[]) => fc.constantFrom(...values);
const perhaps = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary, { freq: 1 });

test('the database finds what the worker holds back, and nothing else', async () => {
  const about = fc.record({
    silence: fc.record({
      ...{ team: one('all', 'search', 'fraud'), rules: fc.array(one('r1', 'r2'), { maxLength: 2 }) },
      ...{
        kinds: fc.array(one('endpoint', 'alarm'), { maxLength: 2 }),
        account: perhaps(one('1', '2')),
        region: perhaps(one('x', 'y')),
      },
      name: perhaps(pattern),
    }),
    alert: fc.record({
      ...{ team: one('search', 'fraud', 'unowned'), rule: one('r1', 'r2', 'r3'), kind: one('endpoint', 'alarm') },
      ...{ account: one('1', '2'), region: one('x', 'y'), name: fc.oneof(odd, pattern) },
    }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(about, { minLength: 50, maxLength: 50 }), async (pairs) => {
      const { rows } = await db.pool.query<{ found: boolean }>(
        `select ${isAbout} as found from jsonb_array_elements($1) with ordinality as p (pair, nth),
           jsonb_to_record(p.pair -> 'silence') as s (team text, rules text[], kinds text[], account text, region text, name text),
           jsonb_to_record(p.pair -> 'alert') as a (rule text, kind text, account text, region text, name text),
           jsonb_to_record(p.pair -> 'alert') as r (team text)
         order by nth`,
        [JSON.stringify(pairs)],
      );
      expect(rows.map(({ found }) => found)).toEqual(pairs.map(({ silence, alert }) => isSilencedBy(silence, alert)));
    }),
    { numRuns: 60 },
  );
});

test('a silence that would be of everything is refused by the database, too', async () => {
  expect(() => boundMatcher(open)).toThrow();
  await expect(make({})).rejects.toThrow('silence_bounds');
  await expect(make({ team: 'search' }, hourMs, hourMs)).rejects.toThrow('silence_span');
});

test('a team sees its own and those of all teams, and of any moment what held, was planned or over then', async () => {
  await db.pool.query('truncate silence');
  for (const [team, name] of [
    ['search', 'q'],
    ['fraud', 'f'],
  ] as const) {
    await seedResource(db, { kind: 'endpoint', name, team, description: {} }, now);
    await db.pool.query(
      `insert into alert (account, region, kind, name, rule, began_at, fired_at, returns, sentence, figure, judged_at, steps)
       values ($1, $2, 'endpoint', $3, 'endpoint_errors', $4, $4, 0, 's', '', $4, 1)`,
      [place.account, place.region, name, new Date(now - hourMs)],
    );
  }
  const past = await make({ team: 'search', name: 'past' }, -2 * hourMs, -hourMs);
  const active = await make({ team: 'search' }, -hourMs, hourMs);
  const planned = await make({ team: 'search', name: 'q*' }, hourMs, 2 * hourMs);
  const theirs = await make({ team: 'fraud' });
  const everybodys = await make({ kinds: ['endpoint'] }, -hourMs, 2 * hourMs);
  const scope = teamsScope(['search']);
  const listed = async (at: number, of = scope, from = at - dayMs) =>
    (await listSilences(of, { team: 'all', now: at, from })).rows.map(({ id, matches }) => [id, matches]);
  expect(await listed(now)).toEqual([
    [active, 1],
    [everybodys, 1],
    [planned, 1],
    [past, 0],
  ]);
  expect(await listed(now, scope, now)).toHaveLength(3);
  expect(await listed(now, everyScope())).toContainEqual([everybodys, 2]);
  await expect(getSilence(scope, theirs, { now })).rejects.toMatchObject({ code: 'not_found' });
  await expect(listSilences(scope, { team: 'fraud', now, from: 0 })).rejects.toMatchObject({ code: 'not_found' });

  const end = (id: number, teams: string[]) => transaction(db, (client) => endSilence(client, id, { teams, by, at: now }));
  for (const id of [theirs, everybodys]) await expect(end(id, ['search'])).rejects.toMatchObject({ code: 'conflict' });
  await end(active, ['search']);
  expect(await getSilence(scope, active, { now: now - 1 })).toMatchObject({ endedAt: null, endedBy: null, matches: 1 });
  expect(await getSilence(scope, active, { now })).toMatchObject({ endedAt: now, endedBy: 'Ada', matches: 0 });
});
