import type { PoolClient } from 'pg';
import { type AlertState, type Decision, sameWithinMs, type Transition } from '#lib/alerts/decide.ts';
import { alertKey, type Reading } from '#lib/alerts/reading.ts';

/** `heldSeq`: the step, a beginning, that nobody was told of because of a silence. */
export type Kept = { id: string; state: AlertState; steps: number; heldSeq: number | null; rule: string } & Reading['subject'];
type Row = Reading['subject'] & {
  id: string;
  rule: string;
  began_at: Date;
  fired_at: Date;
  calm_since: Date | null;
  resolved_at: Date | null;
  returns: number;
  sentence: string;
  figure: string;
  judged_at: Date;
  steps: number;
  held_seq: number | null;
};

const ms = (at: Date | null): number | null => at?.getTime() ?? null;

const keptOf = ({ id, rule, steps, held_seq: heldSeq, account, region, kind, name, ...row }: Row): Kept => ({
  ...{ id, rule, steps, heldSeq, account, region, kind, name },
  state: {
    beganAt: row.began_at.getTime(),
    firedAt: row.fired_at.getTime(),
    calmSince: ms(row.calm_since),
    resolvedAt: ms(row.resolved_at),
    returns: row.returns,
    sentence: row.sentence,
    figure: row.figure,
    judgedAt: row.judged_at.getTime(),
  },
});

/** Alerts that are open, and the newest of what ended so lately that it may come back. */
export async function listKept(client: PoolClient, now: number): Promise<Kept[]> {
  const { rows } = await client.query<Row>(
    `select distinct on (account, region, kind, name, rule) * from alert where resolved_at is null or resolved_at > $1
     order by account, region, kind, name, rule, resolved_at desc nulls first`,
    [new Date(now - sameWithinMs)],
  );
  return rows.map(keptOf);
}

export type Decided = { kept: Kept | null; about: Pick<Reading, 'rule' | 'subject'>; decision: Decision };

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const stateColumns = ({ beganAt, firedAt, calmSince, resolvedAt, returns, sentence, figure, judgedAt }: AlertState) => ({
  ...{ began_at: time(beganAt), fired_at: time(firedAt), calm_since: time(calmSince), resolved_at: time(resolvedAt) },
  ...{ returns, sentence, figure, judged_at: time(judgedAt) },
});
const columns = `began_at, fired_at, calm_since, resolved_at, returns, sentence, figure, judged_at, steps`;
const types = `began_at timestamptz, fired_at timestamptz, calm_since timestamptz, resolved_at timestamptz, returns int, sentence text, figure text,
  judged_at timestamptz, steps int`;

/** Adds alerts. @returns the id of each, by its key */
export async function insertAlerts(client: PoolClient, fresh: readonly Decided[]): Promise<Map<string, string>> {
  const rows = fresh.map(({ about: { rule, subject }, decision: { next, transitions } }) => {
    const { account, region, kind, name } = subject;
    return { account, region, kind, name, rule, ...(next ? stateColumns(next) : {}), steps: transitions.length };
  });
  const { rows: made } = await client.query<Reading['subject'] & { id: string; rule: Reading['rule'] }>(
    `insert into alert (account, region, kind, name, rule, ${columns})
     select account, region, kind, name, rule, ${columns}
     from jsonb_to_recordset($1) as n (account text, region text, kind text, name text, rule text, ${types})
     returning id, account, region, kind, name, rule`,
    [JSON.stringify(rows)],
  );
  return new Map(made.map(({ id, rule, ...subject }) => [alertKey({ rule, subject }), id]));
}

/** What somebody had seen and was over has not been seen once it is back. */
export async function updateAlerts(client: PoolClient, changed: readonly (Decided & { kept: Kept })[]): Promise<void> {
  const rows = changed.map(({ kept, decision: { next, transitions } }) => ({
    ...{ account: kept.account, id: kept.id, is_back: kept.state.resolvedAt !== null && next?.resolvedAt === null },
    ...(next ? stateColumns(next) : {}),
    steps: kept.steps + transitions.length,
  }));
  const set = columns.split(', ').map((one) => `${one} = n.${one}`);
  const unseen = ['acknowledged_at', 'acknowledged_by_id', 'acknowledged_by', 'snoozed_until'].map(
    (one) => `${one} = case when n.is_back then null else a.${one} end`,
  );
  await client.query(
    `update alert a set ${[...set, ...unseen].join(', ')}
     from jsonb_to_recordset($1) as n (account text, id bigint, is_back boolean, ${types}) where (a.account, a.id) = (n.account, n.id)`,
    [JSON.stringify(rows)],
  );
}

export type Step = Transition & { account: string; alert: string; seq: number };

export const addTransitions = (client: PoolClient, steps: readonly Step[]) =>
  client.query(
    `insert into alert_transition (account, alert, seq, at, step, sentence, figure)
     select * from jsonb_to_recordset($1) as t (account text, alert bigint, seq int, at timestamptz, step text, sentence text, figure text)`,
    [JSON.stringify(steps.map((one) => ({ ...one, at: time(one.at) })))],
  );
