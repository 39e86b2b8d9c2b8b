import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { clientHeader } from '#lib/http/client.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { type Guesses, namesIn, paramsOf, queriesOf } from '#lib/testing/questions.ts';
import { foreignTo, teams, worlds } from '#lib/testing/random-worlds.ts';
import { markOf, seedWorld } from '#lib/testing/seed-teams.ts';
import { seedMembers } from '#lib/testing/strangers.ts';
import { textOf } from '#lib/testing/unpacked.ts';
import { minuteMs } from '#lib/time.ts';

/** With `type` off, no query asks by team: what then holds is PostgreSQL's. */
const walls = vi.hoisted(() => ({ type: true }));
vi.mock('#lib/queries/sql.ts', async (importOriginal) => {
  const actual = await importOriginal<typeof import('#lib/queries/sql.ts')>();
  const teamsOf: typeof actual.teamsOf = (scope, team) => (walls.type ? actual.teamsOf(scope, team) : null);
  return { ...actual, teamsOf };
});

// Packs are signed by a worker, and none is here.
vi.mock('#lib/store/evidence-signatures.ts', () => import('#lib/testing/pack-signer.ts'));
const database = await testDatabase();
const { pool } = database;
const { apiRequest, sessionFor } = await import('#lib/testing/callers.ts');
const { operations } = await import('./operations.ts');
const every = {
  ...operations,
  '/openapi.json': await import('./openapi.json/route.ts'),
  '/metrics': await import('../metrics/route.ts'),
};
const members = await seedMembers({ pool });
const people = Object.values(members).map(({ personId }) => personId);
const reads = Object.entries(every).flatMap(([path, methods]) => ('GET' in methods ? [{ path, GET: methods.GET }] : []));

const configurations = [
  { name: 'both walls', type: true, url: database.webUrl },
  { name: 'row-level security alone', type: false, url: database.webUrl },
  { name: 'the type’s wall alone', type: true, url: database.url },
];
afterEach(() => {
  walls.type = true;
});

/** Each from an address of its own, and by a new session now and then: how often one may ask is another matter. */
let asked = 0;
const askerOf = (personId: string) => {
  let headers: Record<string, string> = {};
  return async (path: string) => {
    if (asked % 250 === 0 || !headers.cookie) headers = await sessionFor({ pool }, personId);
    asked += 1;
    return apiRequest(path, {
      headers: { ...headers, [clientHeader]: `10.${asked >> 16}.${(asked >> 8) & 255}.${asked & 255}` },
    });
  };
};

describe.each(configurations)('with $name', ({ type, url }) => {
  test('no answer of the API holds a word of another team', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(worlds, fc.constantFrom(...teams), async (world, team) => {
        const run = await seedWorld(database, world, Date.now() - minuteMs);
        const all: Guesses = { world, run, people, ...(await namesIn(pool)) };
        Object.assign(walls, { type });
        process.env.DATABASE_URL = url;
        const request = askerOf(members[team].personId);
        const foreign = foreignTo(team);
        let [own, given] = [0, 0];
        for (const { path, GET } of reads) {
          for (const params of paramsOf(path, all)) {
            for (const query of queriesOf(GET.plan.id, GET.plan.query?.shape ?? {}, all)) {
              const asking = await request(`/api/v1${path}?${new URLSearchParams(query)}`);
              const answer = await GET(asking, { params: Promise.resolve(params) });
              if (answer.headers.get('content-type') === 'text/event-stream') {
                await answer.body?.cancel();
                continue;
              }
              const text = await textOf(answer);
              const where = `${path} ${JSON.stringify({ params, query })} for ${team}`;
              expect([200, 403, 404], `${where} ${text.slice(0, 300)}`).toContain(answer.status);
              // A refusal repeats what was asked for, and says no more.
              if (answer.status === 200)
                expect(
                  foreign.filter((mark) => text.includes(mark)),
                  where,
                ).toEqual([]);
              if (text.includes(markOf(team))) own += 1;
              given += Number(answer.status === 200);
            }
          }
        }
        expect(own).toBeGreaterThan(20);
        expect(given).toBeGreaterThan(100);
        walls.type = true;
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });
});
