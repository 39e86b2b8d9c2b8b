import type { AwsError } from '../aws-error.ts';

/**
 * Codes that services spell one way in JSON and CBOR and another in Query. Inside the demo account the JSON name is used.
 * Query also answers refusals with 403, which the JSON protocols answer with 400.
 */
const queryForms: Readonly<Record<string, { code: string; status: number }>> = {
  AccessDeniedException: { code: 'AccessDenied', status: 403 },
  ExpiredTokenException: { code: 'ExpiredToken', status: 403 },
  IncompleteSignatureException: { code: 'IncompleteSignature', status: 400 },
  InvalidFormatFault: { code: 'InvalidFormat', status: 400 },
  InvalidParameterCombinationException: { code: 'InvalidParameterCombination', status: 400 },
  InvalidParameterValueException: { code: 'InvalidParameterValue', status: 400 },
  InvalidSignatureException: { code: 'SignatureDoesNotMatch', status: 403 },
  MissingAuthenticationTokenException: { code: 'MissingAuthenticationToken', status: 403 },
  MissingRequiredParameterException: { code: 'MissingParameter', status: 400 },
  SerializationException: { code: 'MalformedInput', status: 400 },
  ThrottlingException: { code: 'Throttling', status: 400 },
  UnknownOperationException: { code: 'InvalidAction', status: 400 },
  UnrecognizedClientException: { code: 'InvalidClientTokenId', status: 403 },
  ValidationException: { code: 'ValidationError', status: 400 },
};

export const queryCode = (error: AwsError): string => queryForms[error.code]?.code ?? error.code;

export const queryStatus = (error: AwsError): number => queryForms[error.code]?.status ?? error.status;

export const faultOf = (error: AwsError): 'Sender' | 'Receiver' => (error.status >= 500 ? 'Receiver' : 'Sender');
