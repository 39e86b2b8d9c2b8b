import { principalOf } from '../principal.ts';
import { recordIn } from '../record.ts';
import { issuedBy } from '../session.ts';
import { type Loose, objectAt, textAt } from '../text.ts';
import type { Handover } from './hop.ts';

/** STS writes "Jul 10, 2023, 12:31:14 PM", in UTC and without saying so; others write ISO 8601. */
const stsTime = /^([A-Z][a-z]{2} \d{1,2}, \d{4}),?\s(\d{1,2}:\d\d:\d\d)\s([AP]M)$/;
const isoTime = /^\d{4}-\d\d-\d\dT[\d:.]{8,16}Z$/;

function instantIn(text: string | null): number | null {
  const [, day, time, half] = stsTime.exec(text ?? '') ?? [];
  const at = day ? Date.parse(`${day} ${time} ${half} UTC`) : isoTime.test(text ?? '') ? Date.parse(text ?? '') : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** A role's name in `arn:aws:iam::111122223333:role/path/name`. */
const roleIn = (arn: string | null): string | null => /:role\/(?:.*\/)?([^/]+)$/.exec(arn ?? '')?.[1] ?? null;

/** What a record says of the credentials that its call handed out. */
export function handoverOf(record: Loose, { at, account, eventId }: Pick<Handover, 'at' | 'account' | 'eventId'>): Handover {
  const identity = objectAt(record, 'userIdentity');
  const request = objectAt(record, 'requestParameters');
  const response = objectAt(record, 'responseElements');
  const principal = principalOf(identity);
  const service = principal.userType === 'AWSService' ? textAt(identity, 'invokedBy') : null;
  return {
    ...{ at, account, eventId, eventName: textAt(record, 'eventName') ?? '' },
    by: {
      key: principal.accessKeyId,
      who: principal.who,
      through: principal.through,
      account: textAt(identity, 'accountId'),
      type: principal.userType,
      service,
      signedBy: principal.arn,
    },
    role: roleIn(textAt(request, 'roleArn', 2048)),
    sessionName: textAt(request, 'roleSessionName'),
    sourceIdentity: textAt(request, 'sourceIdentity') ?? textAt(response, 'sourceIdentity'),
    issued: issuedBy(record),
    issuedAs: textAt(objectAt(response, 'assumedRoleUser'), 'arn', 2048),
    expiresAt: instantIn(textAt(objectAt(response, 'credentials'), 'expiration', 64)),
    sharedEventId: textAt(record, 'sharedEventID'),
  };
}

/** The same of a record's text; null where it does not parse. */
export function handoverIn(text: string, key: Pick<Handover, 'at' | 'account' | 'eventId'>): Handover | null {
  const record = recordIn(text);
  return record && handoverOf(record, key);
}
