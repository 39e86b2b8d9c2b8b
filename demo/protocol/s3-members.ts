import { xmlText } from './xml.ts';

/** Members of S3's answers that travel as headers. */
const headers: Readonly<Record<string, string>> = {
  AcceptRanges: 'accept-ranges',
  BucketRegion: 'x-amz-bucket-region',
  ContentEncoding: 'content-encoding',
  ContentLength: 'content-length',
  ContentRange: 'content-range',
  ContentType: 'content-type',
  ETag: 'etag',
  LastModified: 'last-modified',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
};

export function headersOf(output: Record<string, unknown>): Record<string, string> {
  const own = Object.entries(headers).flatMap(([member, name]) => {
    const value = output[member];
    if (value === undefined) return [];
    return [[name, member === 'LastModified' ? new Date(Number(value) * 1000).toUTCString() : String(value)] as const];
  });
  const metadata = Object.entries(output.Metadata ?? {}).map(([name, value]) => [`x-amz-meta-${name}`, String(value)] as const);
  return Object.fromEntries([...own, ...metadata]);
}

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Lists stand flat in their structure, one element for each item. */
export const listXml = (output: Record<string, unknown>): string =>
  `<ListBucketResult xmlns="${namespace}">${elements(output)}</ListBucketResult>`;

export const locationXml = ({ LocationConstraint: region }: Record<string, unknown>): string =>
  `<LocationConstraint xmlns="${namespace}">${xmlText(String(region))}</LocationConstraint>`;

const elements = (structure: object): string =>
  Object.entries(structure)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((item) => `<${name}>${text(name, item)}</${name}>`))
    .join('');

function text(name: string, value: unknown): string {
  if (typeof value === 'object' && value !== null) return elements(value);
  return name === 'LastModified' ? new Date(Number(value) * 1000).toISOString() : xmlText(String(value));
}
