import { describe, expect, test } from 'vitest';
import { judge } from './failures.ts';
import { sagemaker } from './sagemaker.ts';

const aws = (name: string, httpStatusCode = 400, message = 'said so') =>
  Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode, requestId: 'r-1' } });
const network = (code: string) => Object.assign(new Error(code), { code });

describe('judge', () => {
  test.each([
    ['a throttle', aws('ThrottlingException'), 'slow_down', 'throttled', 'ThrottlingException'],
    ['CloudWatch’s throttle', aws('Throttling'), 'slow_down', 'throttled', 'Throttling'],
    ['a bare 429', aws('Whatever', 429), 'slow_down', 'throttled', 'Whatever'],
    ['a denied action', aws('AccessDeniedException'), 'none', 'denied', 'AccessDeniedException'],
    ['an expired token', aws('ExpiredTokenException', 403), 'renew', 'denied', 'ExpiredTokenException'],
    ['a wrong key', aws('UnrecognizedClientException'), 'renew', 'denied', 'UnrecognizedClientException'],
    ['a Region that is off', aws('OptInRequired', 403), 'none', 'denied', 'OptInRequired'],
    [
      'no credentials at all',
      Object.assign(new Error('none'), { name: 'CredentialsProviderError' }),
      'none',
      'denied',
      'CredentialsProviderError',
    ],
    ['a server error', aws('InternalFailure', 500), 'again', 'late', 'InternalFailure'],
    ['a gateway', aws('UnknownError', 503), 'again', 'late', 'UnknownError'],
    ['a cut connection', network('ECONNRESET'), 'again', 'late', 'ECONNRESET'],
    ['a dead endpoint', network('ECONNREFUSED'), 'again', 'late', 'ECONNREFUSED'],
    ['a time-out', Object.assign(new Error('slow'), { name: 'TimeoutError' }), 'again', 'late', 'TimeoutError'],
    ['a body that is not JSON', new SyntaxError('Unexpected token < in JSON'), 'again', 'late', 'MalformedBody'],
    ['an operation nobody offers', aws('UnknownOperationException'), 'none', 'not_collected', 'UnknownOperationException'],
    ['a wrong parameter', aws('ValidationException'), 'none', 'not_collected', 'ValidationException'],
    ['something that is no error', 'oops', 'again', 'late', 'UnknownError'],
  ])('%s', (_, thrown, remedy, word, code) => {
    expect(judge(sagemaker.DescribeEndpoint, thrown)).toMatchObject({
      remedy,
      failure: { word, code, service: 'sagemaker', operation: 'DescribeEndpoint' },
    });
  });

  test.each([
    ['ValidationException', 'Could not find endpoint "nope".', true],
    ['ResourceNotFoundException', 'The specified log group does not exist.', true],
    ['ValidationException', 'RecordNotFound', true],
    ['ValidationException', 'No workteam found with name crew', true],
    ['ValidationException', '1 validation error detected', false],
  ])('%s "%s" is gone: %s', (name, message, isGone) => {
    expect(judge(sagemaker.DescribeEndpoint, aws(name, 400, message)).failure.isGone).toBe(isGone);
  });
});

test('a body that cannot be read is told with its status', () => {
  const thrown = Object.assign(new SyntaxError('Unexpected token < in JSON'), { $response: { statusCode: 502 } });
  expect(judge(sagemaker.DescribeEndpoint, thrown).failure.message).toBe('HTTP 502: Unexpected token < in JSON');
});
