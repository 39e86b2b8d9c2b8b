import { describe, expect, test } from 'vitest';
import type { HttpRequest } from './http.ts';
import { s3 } from './s3.ts';

const request = (text: string, host = '127.0.0.1:4566', headers: Record<string, string> = {}): HttpRequest => {
  const [method = '', target = ''] = text.split(' ');
  const [path = '', query = ''] = target.split('?');
  return { method, path, query, headers: { host, ...headers }, body: Buffer.alloc(0) };
};

describe('S3’s requests', () => {
  test.each([
    ['GET /logs?list-type=2&prefix=a%2Fb&max-keys=5', 'ListObjectsV2', { Bucket: 'logs', Prefix: 'a/b', MaxKeys: '5' }],
    ['GET /logs/?list-type=2&start-after=a+b%2Bc', 'ListObjectsV2', { Bucket: 'logs', StartAfter: 'a b+c' }],
    ['GET /logs?marker=x&encoding-type=url', 'ListObjects', { Bucket: 'logs', Marker: 'x', EncodingType: 'url' }],
    ['GET /logs?location', 'GetBucketLocation', { Bucket: 'logs' }],
    ['HEAD /logs', 'HeadBucket', { Bucket: 'logs' }],
    ['GET /logs/a/b%20c.gz?x-id=GetObject', 'GetObject', { Bucket: 'logs', Key: 'a/b c.gz' }],
    ['HEAD /logs/a//b', 'HeadObject', { Bucket: 'logs', Key: 'a//b' }],
    ['GET /logs?versions', '', { Bucket: 'logs' }],
    ['GET /logs/a?tagging', '', { Bucket: 'logs', Key: 'a' }],
    ['PUT /logs/a', '', { Bucket: 'logs', Key: 'a' }],
    ['DELETE /logs', '', { Bucket: 'logs' }],
    ['GET /', '', { Bucket: '' }],
  ])('%s is %s', (text, operation, input) => {
    expect(s3.operation(request(text), 's3')).toBe(operation);
    expect(s3.input(request(text), 's3')).toEqual(input);
  });

  test.each(['my.logs.s3.eu-west-1.amazonaws.com', 'my.logs.localhost:4566', 'my.logs.s3-eu-west-1.amazonaws.com'])(
    'may name the bucket in their host: %s',
    (host) => {
      expect(s3.input(request('GET /a/b', host, { range: 'bytes=0-1' }), 's3')).toEqual({
        Bucket: 'my.logs',
        Key: 'a/b',
        Range: 'bytes=0-1',
      });
      expect(s3.operation(request('GET /?list-type=2', host), 's3')).toBe('ListObjectsV2');
    },
  );

  test('that name no URI are refused', () => {
    expect(() => s3.operation(request('GET /logs/%E0%A4%A'), 's3')).toThrow(expect.objectContaining({ code: 'InvalidURI' }));
  });
});
