import type { Loose } from '../text.ts';

const session = (role: string, name: string): Loose => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLE:${name}`,
  arn: `arn:aws:sts::111122223333:assumed-role/${role}/${name}`,
  accountId: '111122223333',
  accessKeyId: 'ASIAEXAMPLE',
  sessionContext: {
    sessionIssuer: { type: 'Role', arn: `arn:aws:iam::111122223333:role/${role}`, accountId: '111122223333', userName: role },
    attributes: { creationDate: '2026-11-02T07:58:00Z', mfaAuthenticated: 'false' },
  },
});

const person = session('AWSReservedSSO_Developer_1122334455667788', 'ada');
export const root: Loose = {
  type: 'Root',
  principalId: '111122223333',
  arn: 'arn:aws:iam::111122223333:root',
  accountId: '111122223333',
};

type Parts = {
  request?: Loose | null;
  response?: Loose;
  identity?: Loose;
  /** ISO, Z. */
  at?: string;
  more?: Loose;
};

/** A record of CloudTrail, version 1.11, as AWS writes it, for the examples of rules. */
export function example(
  source: string,
  name: string,
  { request = null, response, identity = person, at, more }: Parts = {},
): Loose {
  const eventTime = at ?? '2026-11-12T09:00:00Z';
  return {
    eventVersion: '1.11',
    userIdentity: identity,
    eventTime,
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.31.38',
    requestParameters: request,
    responseElements: response ?? null,
    requestID: `request-${source}-${name}-${eventTime}`,
    eventID: `event-${source}-${name}-${eventTime}`,
    readOnly: /^(Get|List|Describe)/.test(name),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    ...more,
  };
}

export const denied = { errorCode: 'AccessDeniedException', errorMessage: 'not authorized to perform it' };
