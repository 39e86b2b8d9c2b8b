/** NUL, which PostgreSQL cannot hold, becomes U+FFFD, as it does in URLs and in what is stored. */
const withoutNul = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value;

/** The body of a request; undefined for what is no JSON. */
export async function jsonBody(request: Request): Promise<unknown> {
  try {
    return JSON.parse(await request.text(), withoutNul);
  } catch {
    return undefined;
  }
}
