import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { clientHeader } from '../../http/client.ts';
import { testDatabase } from '../../testing/database.ts';
import { follow, startProvider } from './provider.ts';

const origin = 'http://localhost:3000';
const callback = `${origin}/api/auth/sso/callback`;
const secret = 'known to both sides, and to nobody else';
const head = { origin, [clientHeader]: '192.0.2.1' };

const cookies = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .filter((one) => !one?.endsWith('='))
    .join('; ');

/** The doors over a database of their own, and a real provider. `oidc`: what the configuration says besides where the provider is. */
export async function startSso(oidc: string, signInRest = '') {
  const { pool, url } = await testDatabase();
  const provider = await startProvider({ callback, secret });
  afterAll(provider.stop);
  const file = join(mkdtempSync(join(tmpdir(), 'sso-')), 'trailwatch.yaml');
  const config = `signIn:
  password: false
  ${signInRest}
  oidc:
    issuer: ${provider.issuer}
    clientId: trailwatch
${oidc}`;
  writeFileSync(file, config);
  vi.stubEnv('DATABASE_URL', url);
  vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
  vi.stubEnv('TRAILWATCH_CONFIG', file);
  vi.stubEnv('TRAILWATCH_OIDC_SECRET', secret);
  vi.stubEnv('PORT', '3000');
  const { answerDoor } = await import('../doors.ts');
  const { findViewer } = await import('../viewer.ts');

  const post = (door: string, body: object, cookie = '') =>
    answerDoor(
      door,
      new Request(`${origin}/api/auth/${door}`, {
        method: 'POST',
        headers: { ...head, cookie, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
  const back = (address: string, cookie: string) =>
    answerDoor('sso/callback', new Request(address, { headers: { ...head, cookie } }));

  /** Away and back again: where the browser comes back to, and with which cookie. */
  async function away(to = '/search', again = false): Promise<{ address: string; cookie: string }> {
    const begun = await post('sso', { to, again });
    const { url: there } = (await begun.json()) as { url: string };
    return { address: await follow(there, callback), cookie: cookies(begun) };
  }
  const signIn = async (to?: string, again?: boolean): Promise<{ location: string | null; cookie: string }> => {
    const { address, cookie } = await away(to, again);
    const answer = await back(address, cookie);
    return { location: answer.headers.get('location'), cookie: cookies(answer) };
  };
  const viewerWith = (cookie: string) => findViewer(decodeURIComponent(/__Host-trailwatch=([^;]+)/.exec(cookie)?.[1] ?? ''));
  const reset = () => pool.query('truncate person, verification, sign_in_failure cascade');
  /** What the journal tells of people's access, the newest last, from row `from` on. */
  const journalled = async (from = 0) => {
    const { rows } = await pool.query<Record<'action' | 'result' | 'before' | 'after' | 'reason' | 'actor', string | null>>(
      `select action, result, before, after, reason, actor_name as actor from journal
       where seq > $1 and action like 'person.%' or seq > $1 and action = 'session.revoke' order by seq`,
      [from],
    );
    return rows;
  };
  const journalEnd = async (): Promise<number> =>
    Number((await pool.query('select max(seq) as seq from journal')).rows[0]?.seq ?? 0);
  return { pool, provider, callback, away, back, post, signIn, viewerWith, reset, journalled, journalEnd };
}
