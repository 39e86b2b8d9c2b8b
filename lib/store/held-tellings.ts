import type { PoolClient } from 'pg';
import { isSilencedBy, type SilenceMatcher } from '#lib/alerts/silences.ts';
import type { Telling } from '#lib/alerts/telling.ts';

/** An alert as it stands after a judging. `heldSeq`: the step, a beginning, that nobody was told of because of a silence. */
export type Judged = Omit<Telling, 'seq' | 'step' | 'at'> & { heldSeq: number | null; isFiring: boolean };
type Silence = SilenceMatcher & { id: string };
/** What an alert is to remember of it; null: everybody was told. */
type Held = { account: string; alert: string; seq: number | null; by: string | null };

const isBeginning = ({ step }: Telling): boolean => step === 'fired' || step === 'again';

/** Silences that hold at a moment. */
export async function listActive(client: PoolClient, now: number): Promise<Silence[]> {
  const { rows } = await client.query<Silence>(
    `select id, team, rules, kinds, account, region, name from silence
     where ends_at > $1 and starts_at <= $1 and coalesce(ended_at > $1, true) order by ends_at desc, id`,
    [new Date(now)],
  );
  return rows;
}

/** Whose each is at this moment, by the key of its resource. */
async function teamsOf(client: PoolClient, all: readonly Judged[]): Promise<(one: Judged) => string> {
  const column = (name: 'account' | 'region' | 'kind' | 'name') => all.map((one) => one[name]);
  const { rows } = await client.query<{ nth: number; team: string }>(
    `select k.nth::int - 1 as nth, r.team from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as k (account, region, kind, name, nth)
     join resource r on (r.account, r.region, r.kind, r.name) = (k.account, k.region, k.kind, k.name)`,
    [column('account'), column('region'), column('kind'), column('name')],
  );
  const teams = new Map(rows.map(({ nth, team }) => [all[nth], team]));
  return (one) => teams.get(one) ?? 'unowned';
}

const remember = (client: PoolClient, held: readonly Held[]) =>
  client.query(
    `update alert a set held_seq = h.seq, held_by = h.by
     from jsonb_to_recordset($1) as h (account text, alert bigint, seq int, by bigint) where (a.account, a.id) = (h.account, h.alert)`,
    [JSON.stringify(held)],
  );

/**
 * What is to be told now, of what these steps would tell: no beginning of an alert that is silenced, and no end of one whose beginning nobody was
 * told of. A beginning that was held back is told by the first judging that finds its alert firing and silenced no more. The alert remembers which
 * it is, in this transaction: it is told once, whoever judges next.
 */
export async function holdTellings(
  client: PoolClient,
  { tellings, judged, now }: { tellings: readonly Telling[]; judged: readonly Judged[]; now: number },
): Promise<Telling[]> {
  const fresh = new Map(tellings.map((one) => [`${one.account} ${one.alert}`, one]));
  const stepOf = ({ account, alert }: Judged) => fresh.get(`${account} ${alert}`);
  const concerned = judged.filter((one) => stepOf(one) !== undefined || (one.heldSeq !== null && one.isFiring));
  if (concerned.length === 0) return [];
  const silences = await listActive(client, now);
  const teamOf = silences.length === 0 ? () => '' : await teamsOf(client, concerned);
  const told: Telling[] = [];
  const held: Held[] = [];
  for (const one of concerned) {
    const step = stepOf(one);
    const { heldSeq, isFiring: _, ...about } = one;
    if (step && !isBeginning(step)) {
      if (heldSeq === null) told.push(step);
      continue;
    }
    const telling = step ?? { ...about, seq: heldSeq ?? 0, step: heldSeq === 0 ? 'fired' : 'again', at: now };
    const silence = silences.find((each) => isSilencedBy(each, { ...about, team: teamOf(one) }));
    if (!silence) told.push(telling);
    const next = silence ? telling.seq : null;
    if (next !== heldSeq) held.push({ account: one.account, alert: one.alert, seq: next, by: silence?.id ?? null });
  }
  if (held.length > 0) await remember(client, held);
  return told;
}
