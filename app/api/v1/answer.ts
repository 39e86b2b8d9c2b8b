import { type ErrorCode, TrailwatchError } from '#lib/errors.ts';

const statuses: Record<ErrorCode, number> = {
  not_found: 404,
  invalid: 400,
  denied: 403,
  throttled: 429,
  conflict: 409,
  unavailable: 503,
  internal: 500,
};

/** The one translation of an error into an answer; what is no TrailwatchError is thrown on to Next, which logs it. */
export function answerError(error: unknown): Response {
  if (!(error instanceof TrailwatchError)) throw error;
  return Response.json({ error: error.code, message: error.message, mend: error.mend }, { status: statuses[error.code] });
}
