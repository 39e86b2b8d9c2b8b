/** The cookie in which the browser tells its IANA zone, so that the server can write local times. */
export const zoneCookie = '__Host-trailwatch-zone';

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
