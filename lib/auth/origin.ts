type Environment = Record<string, string | undefined>;

/** The console's own address, never taken from a request: links, cookies and the origin check are made of it. The launcher sets it. */
export const origin = (environment: Environment): string =>
  environment.TRAILWATCH_URL ?? `http://localhost:${environment.PORT ?? 3000}`;

/** Whether browsers keep Secure cookies of this address: of https, and of localhost. Elsewhere plain HTTP was asked for in so many words. */
export function keepsSecureCookies(environment: Environment): boolean {
  const url = URL.parse(origin(environment));
  return url?.protocol === 'https:' || url?.hostname === 'localhost';
}
