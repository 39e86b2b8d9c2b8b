import type { ErrorCode, TrailwatchError } from '../errors.ts';

const statuses: Record<ErrorCode, { status: number; title: string }> = {
  not_found: { status: 404, title: 'Not found' },
  invalid: { status: 400, title: 'Not understood' },
  signed_out: { status: 401, title: 'Not signed in' },
  denied: { status: 403, title: 'Not allowed' },
  throttled: { status: 429, title: 'Too many requests' },
  conflict: { status: 409, title: 'Conflict' },
  unavailable: { status: 503, title: 'Not available' },
  internal: { status: 500, title: 'Failed' },
};

/** An error as an API answers it (RFC 9457); `code` is ours, `mend` says what the reader can do. */
export function problem({ code, message, mend }: TrailwatchError, headers: Record<string, string> = {}): Response {
  const { status, title } = statuses[code];
  const body = { type: 'about:blank', title, status, detail: message, code, ...(mend ? { mend } : {}) };
  return Response.json(body, {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  });
}
