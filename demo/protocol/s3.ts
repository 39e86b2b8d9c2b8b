import type { AwsError } from '../aws-error.ts';
import { S3Error } from '../services/s3/s3-error.ts';
import type { Answer, HttpRequest } from './http.ts';
import type { Protocol, Reply } from './protocol.ts';
import { headersOf, listXml, locationXml } from './s3-members.ts';
import { xmlText } from './xml.ts';

/** S3's REST-XML: bucket and key in path or host, input in query and headers, objects as plain bodies. */
export const s3: Protocol = {
  operation(request) {
    const { bucket, key } = targetOf(request);
    if (bucket === '') return '';
    const operation = operations[`${request.method} ${key === '' ? 'bucket' : 'object'}`];
    return operation?.(new URLSearchParams(request.query)) ?? '';
  },

  input(request) {
    const query = new URLSearchParams(request.query);
    const { bucket, key } = targetOf(request);
    const given = (name: string): string | undefined => query.get(name) ?? request.headers[name];
    const members = Object.entries(inputs).flatMap(([member, name]) => {
      const value = given(name);
      return value === undefined ? [] : [[member, value] as const];
    });
    return { Bucket: bucket, ...(key === '' ? {} : { Key: key }), ...Object.fromEntries(members) };
  },

  success(output, reply) {
    const status = output.ContentRange === undefined ? 200 : 206;
    if (Buffer.isBuffer(output.Body)) {
      const { 'content-length': _, ...headers } = headersOf(output);
      return answer(reply, { status, headers, body: output.Body });
    }
    // Here the length is of what is not sent.
    if (reply.request.method === 'HEAD') return answer(reply, { status, headers: headersOf(output), body: Buffer.alloc(0) });
    const xml = reply.operation === 'GetBucketLocation' ? locationXml(output) : listXml(output);
    return answer(reply, { status, headers: { 'content-type': 'application/xml' }, body: xmlBody(xml) });
  },

  failure(error, reply) {
    const { code, status, message } = formOf(error);
    const { detail = {}, headers = {} } = error instanceof S3Error ? error : {};
    if (reply.request.method === 'HEAD' || status === 304)
      return answer(reply, { status, headers: { ...headers }, body: Buffer.alloc(0) });
    const fields = Object.entries({ Code: code, Message: message, ...detail, RequestId: reply.requestId, HostId: hostId });
    const xml = `<Error>${fields.map(([name, text]) => `<${name}>${xmlText(text)}</${name}>`).join('')}</Error>`;
    return answer(reply, { status, headers: { ...headers, 'content-type': 'application/xml' }, body: xmlBody(xml) });
  },
};

const operations: Readonly<Record<string, (query: URLSearchParams) => string>> = {
  'GET object': (query) => (isPlain(query) ? 'GetObject' : ''),
  'HEAD object': (query) => (isPlain(query) ? 'HeadObject' : ''),
  'HEAD bucket': () => 'HeadBucket',
  'GET bucket': (query) => {
    if (query.has('location')) return 'GetBucketLocation';
    if (!isPlain(query)) return '';
    return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
  },
};

/** Parts of objects and buckets that have lists of their own. */
const subresources = ['acl', 'attributes', 'encryption', 'policy', 'tagging', 'uploads', 'versioning', 'versions'];
const isPlain = (query: URLSearchParams): boolean => !subresources.some((name) => query.has(name));

/** Members of inputs by the query parameter or header that carries them. */
const inputs: Readonly<Record<string, string>> = {
  Prefix: 'prefix',
  Delimiter: 'delimiter',
  MaxKeys: 'max-keys',
  Marker: 'marker',
  StartAfter: 'start-after',
  ContinuationToken: 'continuation-token',
  EncodingType: 'encoding-type',
  Range: 'range',
  IfMatch: 'if-match',
  IfNoneMatch: 'if-none-match',
};

/** The bucket stands before `.s3.`, `.localhost` in the host, or first in the path. */
function targetOf({ path, headers }: HttpRequest): { bucket: string; key: string } {
  const named = /^(.+?)\.(?:s3[.-]|localhost(?::|$))/.exec(headers.host ?? '')?.[1];
  const whole = decoded(path.slice(1));
  if (named !== undefined) return { bucket: named, key: whole };
  const slash = whole.indexOf('/');
  return slash < 0 ? { bucket: whole, key: '' } : { bucket: whole.slice(0, slash), key: whole.slice(slash + 1) };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new S3Error({ code: 'InvalidURI', message: "Couldn't parse the specified URI.", status: 400 });
  }
}

/** What the engine calls by the JSON protocols' names. */
const forms: Readonly<Record<string, { code: string; status: number; message?: string }>> = {
  AccessDeniedException: { code: 'AccessDenied', status: 403 },
  ExpiredTokenException: { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' },
  IncompleteSignatureException: { code: 'AuthorizationHeaderMalformed', status: 400 },
  InternalFailure: { code: 'InternalError', status: 500, message: 'We encountered an internal error. Please try again.' },
  InvalidSignatureException: { code: 'SignatureDoesNotMatch', status: 403 },
  ThrottlingException: { code: 'SlowDown', status: 503, message: 'Please reduce your request rate.' },
  UnknownOperationException: {
    code: 'MethodNotAllowed',
    status: 405,
    message: 'The specified method is not allowed against this resource.',
  },
  UnrecognizedClientException: {
    code: 'InvalidAccessKeyId',
    status: 403,
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
};

const formOf = (error: AwsError): { code: string; status: number; message: string } => {
  const { code, status, message } = error;
  if (code === 'InvalidSignatureException' && /^Signature (expired|not yet)/.test(message)) return tooSkewed;
  return { code, status, message, ...forms[code] };
};
const tooSkewed = {
  code: 'RequestTimeTooSkewed',
  status: 403,
  message: 'The difference between the request time and the current time is too large.',
};

const hostId = 'ZGVtbyBhY2NvdW50IG9uIGxvb3BiYWNr';
const xmlBody = (xml: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`);

const answer = ({ requestId }: Reply, { status, headers, body }: Answer): Answer => ({
  status,
  headers: { server: 'AmazonS3', 'x-amz-request-id': requestId, 'x-amz-id-2': hostId, ...headers },
  body,
});
