import { handoverIn } from '#lib/audit/sessions/handover.ts';
import type { Handover, Lane } from '#lib/audit/sessions/hop.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { hourMs } from '#lib/time.ts';
import { type AuditAsk, listAuditEvents } from './audit.ts';
import { listAuditRecords } from './audit-records.ts';
import { ofTeam } from './audit-where.ts';
import { read, teamsOf, toTime } from './sql.ts';

type Key = { account: string; eventId: string; at: number };
const keyColumns = `e.account, e.event_id as "eventId", extract(epoch from e.at)::float8 * 1000 as at`;

/** What AssumeRole hands out lives no longer, and so the call is no older. */
const longestMs = 12 * hourMs;
const mostEvents = 500;

/** Calls that handed out one of these keys. */
const openersOf = (scope: TeamScope, keys: readonly string[], { from, to }: AuditAsk): Promise<Key[]> =>
  read<Key>(
    scope,
    'session openers',
    `select ${keyColumns} from audit_event e where e.issued = any($2) and e.at > $3 and e.at < $4
       and ($1::text[] is null or ${ofTeam('$1')}) order by e.at desc limit ${mostEvents}`,
    [teamsOf(scope), keys, toTime(from - longestMs), toTime(to)],
  );

/** Sign-ins, and calls that hand out keys, shortly before some moments: copies of what is known, and what may have opened a session. */
const nearbyOf = (scope: TeamScope, moments: readonly number[]): Promise<Key[]> =>
  read<Key>(
    scope,
    'sign-ins nearby',
    `select distinct ${keyColumns} from unnest($2::timestamptz[]) m
     join audit_event e on e.at between m - interval '60 seconds' and m + interval '3 seconds'
     where (e.event_source, e.event_name) in (('sts.amazonaws.com', 'AssumeRole'), ('sts.amazonaws.com', 'AssumeRoleWithSAML'),
         ('sts.amazonaws.com', 'AssumeRoleWithWebIdentity'), ('signin.amazonaws.com', 'ConsoleLogin'))
       and ($1::text[] is null or ${ofTeam('$1')}) order by at desc limit ${mostEvents}`,
    [teamsOf(scope), moments.map(toTime)],
  );

/** Calls to STS that these keys signed: each may have opened a session. */
async function callsOf(scope: TeamScope, keys: readonly string[], ask: AuditAsk): Promise<Key[]> {
  const { rows } = await listAuditEvents(scope, {
    ...ask,
    team: 'all',
    from: ask.from - longestMs,
    filter: { values: { key: keys, service: ['sts.amazonaws.com'] }, excluded: {}, on: [], text: [] },
    limit: mostEvents,
    cursor: null,
  });
  return rows;
}

const mostMoments = 60;

/** Calls that handed credentials out, as they are found hop by hop. */
export class Handovers {
  readonly #scope: TeamScope;
  readonly #ask: AuditAsk;
  readonly #known = new Map<string, Handover>();

  constructor(scope: TeamScope, ask: AuditAsk) {
    this.#scope = scope;
    this.#ask = ask;
  }

  /** Those that opened some sessions or were made by them, with their copies in other accounts. */
  async find(lanes: readonly Lane[]): Promise<void> {
    const keys = lanes.flatMap(({ key }) => (key ? [key] : []));
    if (keys.length === 0) return;
    await this.#read([...(await openersOf(this.#scope, keys, this.#ask)), ...(await callsOf(this.#scope, keys, this.#ask))]);
    const opened = new Set([...this.#known.values()].map(({ issued }) => issued));
    const moments = [
      // A copy of a call that withholds what the other account's says.
      ...[...this.#known.values()].filter(({ issued, by }) => issued === null || by.type === 'AWSAccount').map(({ at }) => at),
      ...lanes.filter(({ key, beganAt }) => !opened.has(key) && beganAt !== null).map(({ beganAt }) => beganAt ?? 0),
    ];
    const some = [...new Set(moments)].slice(0, mostMoments);
    if (some.length > 0) await this.#read(await nearbyOf(this.#scope, some));
  }

  async #read(keys: readonly Key[]): Promise<void> {
    const fresh = [...new Map(keys.map((key) => [`${key.account} ${key.eventId}`, key]))].filter(([id]) => !this.#known.has(id));
    const records = await listAuditRecords(
      this.#scope,
      fresh.map(([, key]) => key),
    );
    for (const [index, [id, key]] of fresh.entries()) {
      const handover = handoverIn(records[index] ?? '', key);
      if (handover) this.#known.set(id, handover);
    }
  }

  /** Those that some keys signed or were handed out by, with the copies of the same calls. */
  of(keys: ReadonlySet<string>): Handover[] {
    const all = [...this.#known.values()];
    const own = all.filter(({ issued, by }) => (issued !== null && keys.has(issued)) || (by.key !== null && keys.has(by.key)));
    const shared = new Set(own.flatMap(({ sharedEventId }) => (sharedEventId ? [sharedEventId] : [])));
    return [...new Set([...own, ...all.filter(({ sharedEventId }) => sharedEventId !== null && shared.has(sharedEventId))])];
  }

  /** Those, and what may be guessed by name and time: their answers name no key. */
  alsoGuessed(keys: ReadonlySet<string>): Handover[] {
    return [...new Set([...this.of(keys), ...[...this.#known.values()].filter(({ issued }) => issued === null)])];
  }
}
