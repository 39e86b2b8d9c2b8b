/** The few errors that cross a layer; each edge translates them once (HTTP status, exit code, panel state). */
export type ErrorCode = 'not_found' | 'invalid' | 'signed_out' | 'denied' | 'throttled' | 'unavailable' | 'conflict' | 'internal';

export class TrailwatchError extends Error {
  override readonly name = 'TrailwatchError';
  readonly code: ErrorCode;
  /** What the reader can do about it, in one sentence. */
  readonly mend: string | undefined;

  constructor(code: ErrorCode, message: string, options: { mend?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.mend = options.mend;
  }
}

export const notFound = (what: string): TrailwatchError => new TrailwatchError('not_found', `${what} was not found.`);
