/** A session's cookie, as Playwright keeps it. */
export type SessionCookie = {
  name: string;
  value: string;
  domain: string;
  path: string;
  expires: number;
  httpOnly: boolean;
  secure: boolean;
  sameSite: 'Lax';
};

/** Signs in as one of the demo's people, as its button does. */
export async function demoSession(url: string, person = 'ada'): Promise<SessionCookie> {
  const answer = await fetch(`${url}/api/auth/demo`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ person }),
  });
  const [, name, value] = /^(__Host-trailwatch)=([^;]+)/.exec(answer.headers.getSetCookie()[0] ?? '') ?? [];
  if (!name || !value) throw new Error(`no session for ${person}: ${answer.status} ${await answer.text()}`);
  return { name, value, domain: 'localhost', path: '/', expires: -1, httpOnly: true, secure: true, sameSite: 'Lax' };
}

export const cookieHeader = ({ name, value }: SessionCookie): { Cookie: string } => ({ Cookie: `${name}=${value}` });
