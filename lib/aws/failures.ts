import type { Absence } from '#lib/catalog/absence.ts';
import type { CallFailure, CallRow } from './call.ts';

/** What to do about a failed attempt: wait and slow down, try again, try again with new keys or the right time, or give up. */
export type Remedy = 'slow_down' | 'again' | 'renew' | 'none';
export type Verdict = { failure: CallFailure; remedy: Remedy };

const throttles =
  /^(Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown|LimitExceeded|BandwidthLimit|ProvisionedThroughput|PriorRequestNotComplete|EC2Throttled)/;
const denials =
  /^(AccessDenied|Unauthorized|NotAuthorized|Forbidden|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|InvalidAccessKeyId|MissingAuthenticationToken|AuthFailure|OptInRequired|RegionDisabled|CredentialsProviderError|TokenProviderError|InvalidIdentityToken)/;
/** The keys are over, or nobody's any more. */
const lostKeys = /^(ExpiredToken|RequestExpired|UnrecognizedClient|InvalidClientTokenId)/;
const badTime = /^(RequestTimeTooSkewed|SignatureDoesNotMatch|InvalidSignature)/;
const ofTime = /signature expired|not yet current|too skewed|request time/i;
const unknownOperations = /^(UnknownOperation|InvalidAction|NotImplemented|UnsupportedOperation)/;
const cuts =
  /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|TimeoutError|AbortError|RequestTimeout|InternalFailure|Internal|ServiceUnavailable|UND_ERR)/;
/** Refusals of what a request says, and failures inside the service that its contents may have caused. */
const ofContents = /^(Validation|InvalidParameter|MissingParameter|MissingRequiredParameter|InvalidFormat|InvalidQuery)/;
const insideService = /^Internal/;
/** Wire forms of an error that stands for a body nobody can read: not JSON, not XML, cut in the middle. */
const malformed = (error: Details): boolean =>
  error.name === 'SyntaxError' ||
  /unexpected (token|end)|not valid json|deserializ|unclosed|malformed/i.test(error.message ?? '');
const gone = /could not find|does not exist|not found|no longer exists|RecordNotFound|\bno \w+ found\b/i;

type Details = {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number };
  $fault?: string;
};

const details = (error: unknown): Details =>
  typeof error === 'object' && error !== null ? (error as Details) : { message: String(error) };

/** Errors of the network carry a code, errors of AWS a name; the innermost cause of a network error says most. */
function codeOf(error: Details): string {
  if (error.$metadata?.httpStatusCode === undefined && error.code) return error.code;
  return error.name && error.name !== 'Error' ? error.name : (error.code ?? 'UnknownError');
}

const rules: readonly {
  holds: (code: string, error: Details, status: number) => boolean;
  remedy: Remedy;
  word: Absence;
  code?: string;
}[] = [
  { holds: (code, _, status) => throttles.test(code) || status === 429, remedy: 'slow_down', word: 'throttled' },
  { holds: (code) => lostKeys.test(code), remedy: 'renew', word: 'denied' },
  // The answer's Date has told the right time.
  { holds: (code, error) => badTime.test(code) && ofTime.test(error.message ?? ''), remedy: 'renew', word: 'denied' },
  { holds: (code) => badTime.test(code) || denials.test(code), remedy: 'none', word: 'denied' },
  { holds: (code) => unknownOperations.test(code), remedy: 'none', word: 'not_collected' },
  { holds: (_, error) => malformed(error), remedy: 'again', word: 'late', code: 'MalformedBody' },
  { holds: (_, __, status) => status === 403, remedy: 'none', word: 'denied' },
  { holds: (code, _, status) => status >= 500 || cuts.test(code), remedy: 'again', word: 'late' },
  { holds: (_, error, status) => error.$fault === undefined && status < 300, remedy: 'again', word: 'late' },
  { holds: () => true, remedy: 'none', word: 'not_collected' },
];

/** Whether one query of a batch may have had all of it refused: not so for throttles, denials, cuts and operations unknown. */
export function refusalOf({ code }: CallFailure): 'query' | 'server' | null {
  if (ofContents.test(code)) return 'query';
  return insideService.test(code) ? 'server' : null;
}

/** Reads whatever the SDK threw, once: code and message for the run, word for the panel, remedy for the caller. */
export function judge(call: CallRow, thrown: unknown): Verdict {
  const error = details(thrown);
  const status = error.$metadata?.httpStatusCode ?? error.$response?.statusCode ?? 0;
  const code = codeOf(error);
  const rule = rules.find((one) => one.holds(code, error, status));
  const said = error.message || code;
  // What could not be read says nothing of itself; its status does.
  const message = (rule?.code !== undefined && status > 0 ? `HTTP ${status}: ${said}` : said).slice(0, 2000);
  return {
    remedy: rule?.remedy ?? 'none',
    failure: {
      service: call.service,
      operation: call.operation,
      code: rule?.code ?? code,
      word: rule?.word ?? 'not_collected',
      message,
      requestId: error.$metadata?.requestId ?? null,
      isGone:
        code === 'NoSuchKey' ||
        (/^(ValidationException|ResourceNotFound|ObjectNotFoundException)/.test(code) && gone.test(message)),
    },
  };
}
