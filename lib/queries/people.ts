import type { TeamScope } from '#lib/auth/scope.ts';
import type { RoleId } from '#lib/catalog/roles.ts';
import { notFound } from '#lib/errors.ts';
import { read } from './sql.ts';

/** Who may sign in. Times in epoch ms, by the database's clock. */
export type PersonRow = {
  id: string;
  name: string;
  email: string;
  role: RoleId;
  memberships: { team: string; reason: string }[];
  hasPassword: boolean;
  hasCode: boolean;
  passkeys: number;
  /** Identity providers that the person signs in by. */
  providers: string[];
  /** Of the sessions that are open. */
  lastSeenAt: number | null;
  sessions: number;
  createdAt: number;
  disabledAt: number | null;
  isDemo: boolean;
};

const ms = (expression: string): string => `extract(epoch from ${expression})::float8 * 1000`;
const open = `expires_at > now() and last_seen_at > now() - interval '12 hours'`;

const columns = `p.id, p.name, p.email, p.role, exists (select from two_factor where person_id = p.id and confirmed_at is not null) as "hasCode", p.id like 'demo:%' and p.id not like 'demo:guest-%' as "isDemo",
  ${ms('p.created_at')} as "createdAt", ${ms('p.disabled_at')} as "disabledAt",
  coalesce((select json_agg(json_build_object('team', team, 'reason', reason) order by team) from membership where person_id = p.id), '[]') as memberships,
  exists (select from sign_in_method where person_id = p.id and password_hash is not null) as "hasPassword",
  array(select distinct provider from sign_in_method where person_id = p.id and provider <> 'credential' order by 1) as providers,
  (select count(*)::int from passkey where person_id = p.id) as passkeys,
  (select ${ms('max(last_seen_at)')} from session where person_id = p.id and ${open}) as "lastSeenAt",
  (select count(*)::int from session where person_id = p.id and ${open}) as sessions`;

/** People are of the installation: only who sees all teams may see them. @throws TrailwatchError `not_found` */
const demandAll = ({ teams }: TeamScope): void => {
  if (teams !== 'all') throw notFound('This page');
};

/** Everybody, the disabled last. */
export async function listPeople(scope: TeamScope): Promise<PersonRow[]> {
  demandAll(scope);
  return read<PersonRow>(
    scope,
    'people',
    `select ${columns} from person p order by (p.disabled_at is not null), p.name, p.id`,
    [],
  );
}

/** @throws TrailwatchError `not_found` */
export async function getPerson(scope: TeamScope, id: string): Promise<PersonRow> {
  demandAll(scope);
  const [row] = await read<PersonRow>(scope, 'person', `select ${columns} from person p where p.id = $1`, [id]);
  if (!row) throw notFound('This person');
  return row;
}

export type PersonSession = {
  id: string;
  network: string | null;
  browser: string | null;
  signedInAt: number;
  lastSeenAt: number;
};

/** Where a person is signed in, the newest use first. */
export async function listPersonSessions(scope: TeamScope, id: string): Promise<PersonSession[]> {
  demandAll(scope);
  return read<PersonSession>(
    scope,
    'person sessions',
    `select id, network, browser, ${ms('created_at')} as "signedInAt", ${ms('last_seen_at')} as "lastSeenAt" from session
     where person_id = $1 and ${open} order by last_seen_at desc limit 100`,
    [id],
  );
}

/** A link that waits to be used; it leads to nobody's token. */
export type OpenInvitation = {
  id: string;
  purpose: 'setup' | 'invitation' | 'reset';
  role: RoleId | null;
  teams: string[];
  email: string | null;
  /** For whom a reset is. */
  person: string | null;
  madeBy: string | null;
  createdAt: number;
  expiresAt: number;
};

export async function listOpenInvitations(scope: TeamScope): Promise<OpenInvitation[]> {
  demandAll(scope);
  return read<OpenInvitation>(
    scope,
    'invitations',
    `select i.id, i.purpose, i.role, i.teams, i.email, p.name as person, m.name as "madeBy", ${ms('i.created_at')} as "createdAt",
       ${ms('i.expires_at')} as "expiresAt"
     from invitation i left join person p on p.id = i.person_id left join person m on m.id = i.made_by
     where i.used_at is null and i.expires_at > now() order by i.created_at desc limit 500`,
    [],
  );
}
