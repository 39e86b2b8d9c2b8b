const home = '/all';
/** Signed in, nobody wants to be there; and an API answers no page. */
const nowhere = /^\/(sign-in|setup|invitation|api|_next)(\/|\?|#|$)/;

/** Whether a browser that is sent there stays here: a path, and no other spelling of an address ("//host", "/\host", "/<tab>/host"). */
const staysHere = (text: string): boolean => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop control characters before they read an address
  if (!/^\/(?![/\\])/.test(text) || /[\u0000-\u001f\u007f\\]/.test(text)) return false;
  const url = URL.parse(text, 'http://here.invalid');
  // Without its dots "/.//host" is "//host": whoever hands the path on alone would leave.
  return url?.origin === 'http://here.invalid' && !url.pathname.startsWith('//');
};

/** Where to go after signing in: the path that was asked for, or the morning board where it leads elsewhere. */
export function returnPath(asked: unknown): string {
  return typeof asked === 'string' && asked.length <= 2000 && staysHere(asked) && !nowhere.test(asked) ? asked : home;
}

/** The sign-in page that leads back to `url` (path and query; Next's own parameter is cut). */
export function signInPath(url: string): string {
  const [path = home, query = ''] = url.split('?');
  const search = new URLSearchParams(query);
  search.delete('_rsc');
  const to = returnPath(search.size > 0 ? `${path}?${search}` : path);
  return to === home ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`;
}
