import { TrailwatchError } from '#lib/errors.ts';
import { problem } from '#lib/http/problem.ts';

/** The one translation of an error into an answer; what is no TrailwatchError is thrown on to Next, which logs it. */
export function answerError(error: unknown): Response {
  if (!(error instanceof TrailwatchError)) throw error;
  return problem(error);
}
