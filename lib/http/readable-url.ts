const decodes = (path: string): boolean => {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
};

/**
 * A URL as every page may read it: a path that does not decode stands for itself, so that it is a page that does not exist;
 * NUL, which PostgreSQL cannot hold, becomes U+FFFD, as it does in what is stored.
 */
export function readableUrl(url: string): string {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  const readable = decodes(path) ? path : path.replaceAll('%', '%25');
  return (readable + url.slice(path.length)).replaceAll('%00', '%EF%BF%BD');
}
