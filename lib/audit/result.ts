import { isObject, type Loose, objectAt, textAt } from './text.ts';

export type AuditResult = 'ok' | 'denied' | 'failed';

/** AWS services spell a refusal in many ways; all of them hold one of these words. */
const refusal = /AccessDenied|Unauthori[sz]ed|NotAuthori[sz]ed|Forbidden|AuthFailure|OptInRequired|KMSAccessDenied/i;

/** A sign-in that fails carries no errorCode in older records: its answer says so. */
const failedSignIn = (record: Loose): boolean =>
  isObject(record.responseElements) && textAt(objectAt(record, 'responseElements'), 'ConsoleLogin') === 'Failure';

/** Whether AWS did what was asked, refused it for want of permission, or failed at it. */
export function resultOf(record: Loose): AuditResult {
  const code = textAt(record, 'errorCode');
  if (!code) {
    const message = textAt(record, 'errorMessage', 2048);
    if (failedSignIn(record)) return 'denied';
    return message ? (refusal.test(message) ? 'denied' : 'failed') : 'ok';
  }
  return refusal.test(code) ? 'denied' : 'failed';
}
