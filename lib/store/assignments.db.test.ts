import { beforeEach, expect, test } from 'vitest';
import { database as open } from '#lib/db.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { assignTeam, type OwnedKey, releaseTeam } from './assignments.ts';
import { attributePrincipals } from './principals.ts';
import { inheritTeams, setTags } from './resources.ts';
import { transaction } from './transaction.ts';

const { pool, webUrl, workerUrl } = await testDatabase();
const web = open(webUrl);
const worker = open(workerUrl);
const at = Date.parse('2026-11-19T07:42:10Z');
const rules = { tag: 'team', rules: [{ team: 'vision', match: { name: 'vision-*' } }] };

const keyOf = (kind: string, name: string): OwnedKey => ({ ...place, kind, name });
const owner = async (name: string) =>
  (await pool.query('select team, team_reason as why from resource where name = $1', [name])).rows[0];
const assign = (keys: OwnedKey[], team: string, reason = 'it moved') =>
  transaction(web, (client) => assignTeam(client, keys, { team, reason, by: 'Omar', at }));
const release = (key: OwnedKey) => transaction(web, (client) => releaseTeam(client, key, { rules, teams: 'all' }));
const tag = (name: string, team: string) =>
  transaction(worker, (client) =>
    setTags(client, place, [{ kind: 'endpoint', name, tags: { team }, team, teamReason: `tag team=${team}` }], new Date(at)),
  );

beforeEach(async () => {
  await pool.query('truncate resource, resource_version, principal, team, team_assignment');
  await seedResource({ pool }, { kind: 'endpoint', name: 'vision-1', team: 'vision', description: {} }, at);
});

test('what was said by hand holds at once and against every later look of a collector, until it is taken back', async () => {
  const [assigned] = await assign([keyOf('endpoint', 'vision-1')], 'search');
  expect(assigned?.deed).toMatchObject({ before: { team: 'vision' }, after: { team: 'search' }, teams: ['vision', 'search'] });
  const byHand = { team: 'search', why: 'by hand: it moved' };
  expect(await owner('vision-1')).toEqual(byHand);
  await tag('vision-1', 'fraud');
  expect(await owner('vision-1')).toEqual(byHand);
  const { deed: undone } = await release(keyOf('endpoint', 'vision-1'));
  expect(undone).toMatchObject({ before: { team: 'search' }, after: { team: 'fraud' } });
  expect(await owner('vision-1')).toEqual({ team: 'fraud', why: 'tag team=fraud' });
});

test('a collector that is under way when it is said does not write over it', async () => {
  const client = await worker.pool.connect();
  await client.query('begin');
  await client.query('select * from team_assignment');
  await assign([keyOf('endpoint', 'vision-1')], 'search');
  await client.query(`update resource set team = 'fraud', team_reason = 'tag team=fraud'`);
  await client.query('commit');
  client.release();
  expect(await owner('vision-1')).toEqual({ team: 'search', why: 'by hand: it moved' });
});

test('what a resource holds goes with it, and comes back with it', async () => {
  await seedResource({ pool }, { kind: 'cluster', name: 'hp', team: 'unowned', description: {} }, at);
  await seedResource({ pool }, { kind: 'cluster_node', name: 'i-1', team: 'unowned', parent: 'cluster/hp', description: {} }, at);
  await assign([keyOf('cluster', 'hp')], 'search');
  expect(await owner('i-1')).toEqual({ team: 'search', why: 'of cluster/hp (by hand: it moved)' });
  await transaction(worker, (client) => inheritTeams(client, place));
  await release(keyOf('cluster', 'hp'));
  expect((await owner('i-1'))?.team).toBe('unowned');
  await assign([keyOf('cluster_node', 'i-1')], 'fraud');
  await assign([keyOf('cluster', 'hp')], 'search');
  expect((await owner('i-1'))?.team).toBe('fraud');
  await release(keyOf('cluster_node', 'i-1'));
  expect(await owner('i-1')).toEqual({ team: 'search', why: 'of cluster/hp (by hand: it moved)' });
});

test('a principal is given to a team alike', async () => {
  await pool.query(
    `insert into principal (account, kind, name, team, team_reason) values ($1, 'role', 'deploy', 'unowned', 'x')`,
    [place.account],
  );
  const key = { account: place.account, region: '', kind: 'role', name: 'deploy' };
  const team = async () => (await pool.query('select team, team_reason as why from principal')).rows[0];
  await assign([key], 'search');
  await attributePrincipals(worker, () => ({ team: 'vision', teamReason: 'rule 1' }), { which: 'all', at: new Date(at) });
  expect(await team()).toEqual({ team: 'search', why: 'by hand: it moved' });
  await release(key);
  expect(await team()).toEqual({ team: 'unowned', why: 'no rule matches' });
});

test('what a caller of other teams does not see is not there for them', async () => {
  await assign([keyOf('endpoint', 'vision-1')], 'search');
  const by = (teams: string[]) =>
    transaction(web, (client) => releaseTeam(client, keyOf('endpoint', 'vision-1'), { rules, teams }));
  await expect(by(['fraud'])).rejects.toMatchObject({ code: 'not_found' });
  await expect(by([])).rejects.toMatchObject({ code: 'not_found' });
  expect((await by(['search'])).team).toBe('vision');
});

test('of several, one that is not in the inventory keeps all where they were', async () => {
  await expect(assign([keyOf('endpoint', 'vision-1'), keyOf('endpoint', 'none')], 'search')).rejects.toMatchObject({
    code: 'not_found',
  });
  expect((await owner('vision-1'))?.team).toBe('vision');
  await expect(release(keyOf('endpoint', 'vision-1'))).rejects.toMatchObject({ code: 'conflict' });
});

test('two who assign the same ones in another order both come to an end', async () => {
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names) await seedResource({ pool }, { kind: 'endpoint', name, team: 'unowned', description: {} }, at);
  const keys = names.map((name) => keyOf('endpoint', name));
  await Promise.all(
    Array.from({ length: 6 }, (_, index) => assign(index % 2 ? keys : keys.toReversed(), index % 2 ? 'search' : 'fraud')),
  );
  expect(new Set(await Promise.all(names.map(async (name) => (await owner(name))?.team))).size).toBe(1);
});
