import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import type { HttpRequest } from './protocol/http.ts';

/** What the Authorization header says, before any of it is believed. */
export type Claim = {
  accessKeyId: string;
  /** YYYYMMDD */
  date: string;
  region: string;
  scope: string;
  signedHeaders: readonly string[];
  signature: string;
};

const algorithm = 'AWS4-HMAC-SHA256';

/** @throws AwsError MissingAuthenticationTokenException, IncompleteSignatureException */
export function readClaim(request: HttpRequest): Claim {
  const header = request.headers.authorization;
  if (!header?.startsWith(algorithm)) throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const fields = new Map(
    header
      .slice(algorithm.length)
      .split(',')
      .map((field) => {
        const [name = '', ...value] = field.trim().split('=');
        return [name, value.join('=')] as const;
      }),
  );
  const required = (name: string): string => {
    const value = fields.get(name);
    if (value) return value;
    throw new AwsError(
      'IncompleteSignatureException',
      `Authorization header requires '${name}' parameter. Authorization=${algorithm}`,
    );
  };
  const [accessKeyId = '', date = '', region = '', scope = '', end, ...rest] = required('Credential').split('/');
  if (end !== 'aws4_request' || rest.length > 0) {
    throw new AwsError('IncompleteSignatureException', 'Credential must have exactly 5 slash-delimited elements');
  }
  return {
    accessKeyId,
    date,
    region,
    scope,
    signedHeaders: required('SignedHeaders').split(';'),
    signature: required('Signature'),
  };
}

/**
 * Checks the signature of a request (AWS Signature Version 4, "Create a signed AWS API request").
 * @throws AwsError InvalidSignatureException
 */
export function verifySignature(request: HttpRequest, claim: Claim, secretAccessKey: string): void {
  const at = request.headers['x-amz-date'] ?? '';
  if (!at.startsWith(claim.date))
    throw mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${claim.date}' != '${at}'.`,
    );
  const missing = ['host', 'x-amz-date', 'x-amz-security-token'].find(
    (name) => request.headers[name] !== undefined && !claim.signedHeaders.includes(name),
  );
  if (missing) throw mismatch(`'${missing}' must be a 'SignedHeader' in the AWS Authorization.`);
  const scope = `${claim.date}/${claim.region}/${claim.scope}/aws4_request`;
  const toSign = [algorithm, at, scope, sha256(canonicalRequest(request, claim))].join('\n');
  const key = [claim.date, claim.region, claim.scope, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
  if (!sameText(hmac(key, toSign).toString('hex'), claim.signature)) throw mismatch(wrongSignature);
}

const wrongSignature =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const mismatch = (message: string): AwsError => new AwsError('InvalidSignatureException', message);

const maxSkewMs = 5 * 60_000;

/**
 * Signatures are judged on wall time, whatever the demo's clock says: clients sign with their own.
 * @throws AwsError InvalidSignatureException, IncompleteSignatureException
 */
export function verifyTime(request: HttpRequest, wallTimeMs: number): void {
  const stamp = request.headers['x-amz-date'] ?? '';
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(stamp);
  if (!match) throw new AwsError('IncompleteSignatureException', "Date must be in ISO-8601 'basic format'.");
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const signedAt = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  if (signedAt < wallTimeMs - maxSkewMs) {
    throw mismatch(
      `Signature expired: ${stamp} is now earlier than ${basic(wallTimeMs - maxSkewMs)} (${basic(wallTimeMs)} - 5 min.)`,
    );
  }
  if (signedAt > wallTimeMs + maxSkewMs) {
    throw mismatch(
      `Signature not yet current: ${stamp} is still later than ${basic(wallTimeMs + maxSkewMs)} (${basic(wallTimeMs)} + 5 min.)`,
    );
  }
}

const basic = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');

function canonicalRequest(request: HttpRequest, { signedHeaders, scope }: Claim): string {
  const payload = request.headers['x-amz-content-sha256'];
  const headers = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`);
  return [
    request.method,
    // S3 alone escapes the path once.
    request.path
      .split('/')
      .map((part) => escaped(scope === 's3' ? unescaped(part) : part))
      .join('/'),
    canonicalQuery(request.query),
    headers.join(''),
    signedHeaders.join(';'),
    scope === 's3' && payload === 'UNSIGNED-PAYLOAD' ? payload : sha256(request.body),
  ].join('\n');
}

function canonicalQuery(query: string): string {
  if (!query) return '';
  return query
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [escaped(unescaped(name)), escaped(unescaped(value.join('=')))] as const;
    })
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 3986, stricter than encodeURIComponent. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

const hmac = (key: Buffer | string, content: string): Buffer => createHmac('sha256', key).update(content).digest();

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
