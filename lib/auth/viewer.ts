import { isRole, type RoleId } from '../catalog/roles.ts';
import { database } from '../db.ts';
import { TrailwatchError } from '../errors.ts';
import { minuteMs } from '../time.ts';
import { isDemoOpen } from './demo-people.ts';
import { keepsSecureCookies } from './origin.ts';
import { scopeOf, type TeamScope } from './scope.ts';
import { signInConfig } from './sign-in-config.ts';
import { hashToken } from './tokens.ts';
import { isEnough } from './ways.ts';

/** Who is signed in, and what they may see. Times in epoch ms; fresh is who proved who they are within the last ten minutes. */
export type Viewer = {
  person: { id: string; name: string; email: string };
  role: RoleId;
  teams: readonly string[];
  scope: TeamScope;
  sessionId: string;
  signedInAt: number;
  /** When they proved who they are; null where nobody knows. */
  provedAt: number | null;
  isFresh: boolean;
  /** What proved who it is: a row of lib/auth/ways. */
  how: string;
  /** The role asks for more than that: until then there is the account page alone. */
  needsFactor: boolean;
};

/** The prefix holds it to this very host, and to TLS; over plain HTTP beyond localhost browsers would not keep it. */
export const sessionCookie = keepsSecureCookies(process.env) ? '__Host-trailwatch' : 'trailwatch';
const freshMs = 10 * minuteMs;

/** Two limits: `expires_at` was set at sign-in and never moves; between two requests no more than twelve hours pass. */
const sessionSql = `
  with live as (
    select s.id, s.token_hash, s.person_id, s.last_seen_at, s.created_at, s.how,
      case when s.proved_at is not null then least(s.proved_at, s.created_at) end as proved_at from session s
    where s.token_hash = $1 and s.expires_at > now() and s.last_seen_at > now() - interval '12 hours'
  ), seen as (
    update session set last_seen_at = now() from live
    where session.token_hash = live.token_hash and live.last_seen_at < now() - interval '1 minute'
  )
  select live.id as "sessionId", extract(epoch from live.created_at)::float8 * 1000 as "signedInAt",
    extract(epoch from live.proved_at)::float8 * 1000 as "provedAt", extract(epoch from now() - live.proved_at)::float8 * 1000 as "ageMs", p.id, p.name, p.email, p.role, live.how,
    array(select team from membership m where m.person_id = p.id order by team) as teams
  from live join person p on p.id = live.person_id
  where p.disabled_at is null and ($2 or p.id not like 'demo:%')`;

type Row = {
  sessionId: string;
  signedInAt: number;
  provedAt: number | null;
  ageMs: number | null;
  id: string;
  name: string;
  email: string;
  role: string;
  teams: string[];
  how: string;
};

/** The token inside the cookie's value, which Better Auth signs (`token.signature`); null for what is none. */
export function tokenOf(value: string | undefined): string | null {
  const token = value?.split('.')[0] ?? '';
  return /^[A-Za-z0-9_-]{20,64}$/.test(token) ? token : null;
}

/** Whether a role asks for more than what proved who it is. */
export const lacksFactor = (role: RoleId, how: string): boolean => signInConfig().secondFactor.includes(role) && !isEnough(how);

const viewerIn = ({ id, name, email, teams, sessionId, signedInAt, provedAt, ageMs, how }: Row, role: RoleId): Viewer => ({
  person: { id, name, email },
  role,
  teams,
  scope: scopeOf(role, teams),
  sessionId,
  signedInAt,
  provedAt,
  isFresh: ageMs !== null && ageMs < freshMs,
  how,
  needsFactor: lacksFactor(role, how),
});

/** The session that a cookie's value opens, in one query; a value that is no token costs none. */
export async function findViewer(value: string | undefined): Promise<Viewer | null> {
  const token = tokenOf(value);
  if (token === null) return null;
  const { rows } = await database().pool.query<Row>({
    name: 'session',
    text: sessionSql,
    values: [hashToken(token), isDemoOpen(process.env)],
  });
  const [row] = rows;
  if (!row || !isRole(row.role)) return null;
  return viewerIn(row, row.role);
}

/** A cookie's value in a Cookie header. */
export const cookieNamed = (name: string, header: string | null): string | undefined =>
  header
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** The value of the session's cookie. */
export const cookieOf = (header: string | null): string | undefined => cookieNamed(sessionCookie, header);

/** For a route handler that also answers those who are not signed in. */
export const viewerOf = (request: Request): Promise<Viewer | null> => findViewer(cookieOf(request.headers.get('cookie')));

/** For what a person does about their own account. @throws TrailwatchError `signed_out` */
export async function requirePersonOf(request: Request): Promise<Viewer> {
  const viewer = await viewerOf(request);
  if (viewer) return viewer;
  throw new TrailwatchError('signed_out', 'You are not signed in, or your session has ended.', { mend: 'Sign in at /sign-in.' });
}

/** Nobody whose role asks for a second factor gets on without one. @throws TrailwatchError `denied` */
export function withFactor(viewer: Viewer): Viewer {
  if (!viewer.needsFactor) return viewer;
  throw new TrailwatchError('denied', 'Your role needs a second factor.', {
    mend: 'Set one up at /account, or sign in with a passkey.',
  });
}
