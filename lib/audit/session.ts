import { flagAt, type Loose, objectAt, textAt } from './text.ts';

export type Session = {
  sourceIdentity: string | null;
  identityUser: string | null;
  mfa: boolean | null;
  beganAt: string | null;
};

/** What a record says of the session that signed it. */
export function sessionOf(record: Loose): Session {
  const identity = objectAt(record, 'userIdentity');
  const context = objectAt(identity, 'sessionContext');
  const attributes = objectAt(context, 'attributes');
  return {
    sourceIdentity: textAt(context, 'sourceIdentity'),
    identityUser: textAt(objectAt(identity, 'onBehalfOf'), 'userId'),
    mfa: flagAt(attributes, 'mfaAuthenticated'),
    beganAt: textAt(attributes, 'creationDate', 64),
  };
}

/** The access key that a call handed out: of a session, as STS answers, or of a user, as IAM does. */
export function issuedBy(record: Loose): string | null {
  const response = objectAt(record, 'responseElements');
  return (
    textAt(objectAt(response, 'credentials'), 'accessKeyId', 128) ?? textAt(objectAt(response, 'accessKey'), 'accessKeyId', 128)
  );
}
