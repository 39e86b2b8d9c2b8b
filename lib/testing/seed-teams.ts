import type { Database } from '../db.ts';
import { hourMs, minuteMs } from '../time.ts';
import { forgetEvents, seedEvents } from './seed-events.ts';
import { place, seedEndpoint, seedResource, seedRun } from './seed-fleet.ts';

/** What a random world holds: of each kind, the owners of its resources; of events, what each names and the team that its role is mapped to. */
export type World = {
  owners: readonly { kind: WorldKind; team: string }[];
  events: readonly { names: readonly number[]; by: string | null }[];
};

export const worldKinds = [
  'endpoint',
  'training_job',
  'labeling_job',
  'cluster_node',
  'alarm',
  'workteam',
  'notebook_instance',
] as const;
type WorldKind = (typeof worldKinds)[number];

/** Every text that belongs to a team holds its mark, so that a leak of any column shows. */
export const markOf = (team: string): string => `q${team}q`;

const nameOf = ({ kind, team }: World['owners'][number], index: number): string => `${markOf(team)}-${kind}-${index}`;

async function seedOwned(
  { pool }: Pick<Database, 'pool'>,
  owner: World['owners'][number],
  index: number,
  at: number,
): Promise<void> {
  const { kind, team } = owner;
  const name = nameOf(owner, index);
  if (kind === 'endpoint') {
    await seedEndpoint({ pool }, { name, team, hours: 2, figures: { 'endpoint.invocations Sum': () => 7 } }, at);
  } else {
    const parent = kind === 'cluster_node' ? `cluster/${markOf(team)}` : null;
    await seedResource(
      { pool },
      { kind, name, team, status: 'InProgress', parent, description: { Said: name, FailureReason: name } },
      at,
    );
  }
  const key = [place.account, place.region, kind, name];
  await pool.query(
    `insert into team_assignment (account, region, kind, name, team, made_by, made_at, reason) values ($1, $2, $3, $4, $5, $4, $6, $4)`,
    [...key, team, new Date(at)],
  );
  for (const hour of [30, 1]) {
    await pool.query(
      `insert into resource_version (account, region, kind, name, valid_from, configuration, hash) values ($1, $2, $3, $4, $5, $6, $7)`,
      [...key, new Date(at - hour * hourMs), JSON.stringify({ Said: `${name} ${hour}` }), String(hour)],
    );
  }
  await pool.query(
    `insert into activity (account, region, type, id, kind, name, at, summary, cause, detail) values ($1, $2, 'deployment', $5, $3, $4, $6, $4, $4, '{}')`,
    [...key, `a${index}`, new Date(at - 5 * minuteMs)],
  );
  await pool.query(
    `with fresh as (
       insert into alert (account, region, kind, name, rule, began_at, fired_at, returns, sentence, figure, judged_at, steps)
       values ($1, $2, $3, $4, 'endpoint_errors', $5, $5, 0, $4, $4, $5, 1) returning account, id, fired_at, sentence, figure),
     stepped as (
       insert into alert_transition (account, alert, seq, at, step, sentence, figure) select account, id, 0, fired_at, 'fired', sentence, figure from fresh),
     noted as (
       insert into alert_deed (account, alert, at, deed, done_by_id, done_by, whom_id, whom, said)
       select account, id, fired_at, 'commented', sentence, sentence, null, null, sentence from fresh union all
       select account, id, fired_at, 'assigned', sentence, sentence, sentence, sentence, null from fresh),
     told as (
       insert into notification (account, channel, kind, key, region, team, rule, step, at, state, tries, next_at, answer, made_at)
       select account, sentence, 'webhook', sentence, $2, $6, 'endpoint_errors', 'fired', fired_at, 'waiting', 1, fired_at, sentence, fired_at from fresh
       returning account, id)
     insert into notification_alert (account, notification, alert, seq) select account, told.id, fresh.id, 0 from told join fresh using (account)`,
    [...key, new Date(at - 4 * minuteMs), team],
  );
  if (kind !== 'labeling_job') return;
  for (let person = 0; person < 6; person += 1) {
    await pool.query(
      `insert into worker_event (account, region, id, at, labeling_job, workteam, worker, type, accepted_at) values ($1, $2, $3, $4, $5, $5, $6, 'TasksSubmitted', $7)`,
      [
        ...key.slice(0, 2),
        `${name} ${person}`,
        new Date(at - 5 * minuteMs),
        name,
        `${name} ${person}`,
        new Date(at - 6 * minuteMs),
      ],
    );
  }
}

/** A team's role, whose name holds no mark: an event that it makes may be another team's, too. */
const roleOf = (team: string): string => `role-${[...team].toReversed().join('')}`;

async function seedEvent(
  { pool }: Pick<Database, 'pool'>,
  { world, index, at }: { world: World; index: number; at: number },
): Promise<void> {
  const named = [...new Set(world.events[index]?.names ?? [])].flatMap((i) => {
    const owner = world.owners[i];
    return owner ? [{ ...owner, name: nameOf(owner, i) }] : [];
  });
  const by = world.events[index]?.by ?? null;
  const teams = new Set([...named.map(({ team }) => team), ...(by ? [by] : [])]);
  // What names two teams is both teams' to read, whole; it carries nobody's mark.
  const said = teams.size === 1 ? markOf([...teams][0] ?? '') : teams.size === 0 ? markOf('nobody') : 'shared';
  const eventId = `event-${index}-${said}`;
  const time = new Date(at - (index + 1) * minuteMs);
  await seedEvents({ pool }, [
    {
      ...{
        eventId,
        at: time,
        account: place.account,
        region: place.region,
        eventSource: 'sagemaker.amazonaws.com',
        eventName: said,
      },
      ...{ userType: 'AssumedRole', who: said, through: by && roleOf(by), accessKeyId: said, sourceIp: said, userAgent: said },
      ...{ result: 'failed', errorCode: said, errorMessage: said, targets: [said] },
      resources: named.map(({ kind, name }) => ({ account: place.account, region: place.region, kind, name })),
      raw: JSON.stringify({ eventName: said, requestParameters: { said } }),
    },
  ]);
  await pool.query(
    `insert into detection (account, event_id, rule, at, severity, object, found) values ($1, $2, 'trail_stopped', $3, 'critical', $4, $5)`,
    [place.account, eventId, time, said, JSON.stringify({ without: said })],
  );
}

/** A world in an emptied database, and a failed run with a failure that names each resource. Gives the run's id. */
export async function seedWorld({ pool }: Pick<Database, 'pool'>, world: World, at: number): Promise<number> {
  await pool.query(
    `truncate team, resource, resource_version, series, series_ledger, sample_live, sample_day, sample_rollup, activity, worker_event, run, run_failure, quarantine, principal, team_assignment, saved_search, series_share, alert, alert_transition, alert_deed, notification, notification_alert, silence, alert_rule`,
  );
  await forgetEvents(pool);
  for (const [index, owner] of world.owners.entries()) await seedOwned({ pool }, owner, index, at);
  for (const team of new Set(world.events.flatMap(({ by }) => by ?? []))) {
    await pool.query(`insert into principal (account, kind, name, team, team_reason) values ($1, 'role', $2, $3, 'x')`, [
      place.account,
      roleOf(team),
      team,
    ]);
  }
  for (const index of world.events.keys()) await seedEvent({ pool }, { world, index, at });
  await pool.query(`insert into quarantine (id, source, reason, body, received_at) values ('q', 'import', $1, $1, $2)`, [
    markOf('nobody'),
    new Date(at),
  ]);
  await pool.query(
    `insert into team (slug, name, created_at) select distinct team, 'Team q' || team || 'q', now() from resource`,
  );
  await pool.query(`update resource set tags = jsonb_build_object('cost centre', name)`);
  await pool.query(
    `insert into series_share (account, day, team, series, of_series)
     select account, $1::timestamptz::date, team, count(*), 1000 from resource group by account, team`,
    [new Date(at)],
  );
  await pool.query(
    `insert into saved_search (id, team, name, query, made_by_id, made_by, made_at)
     select gen_random_uuid(), slug, name, 'q=' || name, name, name, $1::timestamptz from team
     union all select gen_random_uuid(), 'all', $2, $2, $2, $2, $1`,
    [new Date(at), markOf('nobody')],
  );
  // What is silenced for all teams is for each to see, and says nothing of any.
  await pool.query(
    `insert into silence (team, rules, kinds, name, starts_at, ends_at, reason, made_by_id, made_by, made_at)
     select slug, '{}'::text[], '{endpoint}'::text[], '*' || slug || '*', $1::timestamptz, $1::timestamptz + interval '1 hour', name, name, name, $1::timestamptz from team
     union all select 'all', '{}', '{alarm}', null, $1, $1::timestamptz + interval '2 hours', 'said to all', 'x', 'x', $1`,
    [new Date(at - 2 * minuteMs)],
  );
  await seedRules({ pool }, at);
  const run = await seedRun({ pool }, { from: at - hourMs, to: at, status: 'failed', word: 'denied' });
  await seedFailures({ pool }, world, run);
  return run;
}

/** A rule of each team whose every text holds its mark, and one of all teams, which is for each to see. */
async function seedRules({ pool }: Pick<Database, 'pool'>, at: number): Promise<void> {
  const threshold = { metric: 'ModelLatency', statistic: 'p99', above: '800 ms' };
  const { rows } = await pool.query<{ slug: string }>('select slug from team');
  const rules = [...rows.map(({ slug }) => ({ slug, mark: markOf(slug) })), { slug: 'all', mark: 'said-to-all' }];
  for (const { slug, mark } of rules) {
    const source = { id: `${mark}-rule`, title: mark, why: mark, names: [`${mark}*`], threshold };
    await pool.query(
      `insert into alert_rule (rule, team, source, made_by_id, made_by, made_at) values ($1, $2, $3, $4, $4, $5)`,
      [source.id, slug, JSON.stringify(source), mark, new Date(at - 2 * minuteMs)],
    );
  }
}

/** Failed calls of every sort whose subject or message can hold a name; of what is stored, and of what no longer is. */
async function seedFailures({ pool }: Pick<Database, 'pool'>, world: World, run: number): Promise<void> {
  const { rows } = await pool.query<{ id: number; name: string }>('select id, name from series order by id');
  const names = [...world.owners.map(nameOf), `${markOf('nobody')}-gone`];
  const ofOne = ['sagemaker:DescribeEndpoint', 'sagemaker:ListTags', 'sagemaker:ListClusterNodes', 'cloudwatch:GetMetricData'];
  const failures = [
    ...names.flatMap((name) => ofOne.map((call) => ({ call, subject: name, said: name, series: [] as number[] }))),
    ...[...rows, { id: 2_000_000_000, name: names.at(-1) ?? '' }].map(({ id, name }) => ({
      ...{ call: 'cloudwatch:GetMetricData', subject: `Invocations Sum of EndpointName=${name}`, said: name, series: [id] },
    })),
    ...['sagemaker:ListTags', 'tagging:GetResources', 'cloudwatch:GetMetricStatistics', 'trailwatch:inventory'].map((call) => ({
      ...{ call, subject: 'tags of endpoint', said: names.at(-1) ?? '', series: [] },
    })),
  ];
  await pool.query(
    `insert into run_failure (run_id, seq, service, operation, word, code, message, request_id, subject, series_ids)
     select $1, seq, split_part(call, ':', 1), split_part(call, ':', 2), 'denied', 'AccessDenied', said, said, subject, series
     from jsonb_to_recordset($2) as f (seq int, call text, said text, subject text, series int[])`,
    [run, JSON.stringify(failures.map((failure, index) => ({ ...failure, seq: index + 1 })))],
  );
}
