import { AwsError } from '../../aws-error.ts';
import type { EngineOperation } from '../../engine.ts';
import { paginate } from '../../paging.ts';
import { termsBetween } from './digest-keys.ts';

/** Keys are published long before trails are read: no asked time is too far back, but a call answers this much. */
const maxSpanMs = 400 * 86_400_000;

/** cloudtrail.ListPublicKeys: those of the Region that signed at any moment of the time asked for, now unless told. */
export const listPublicKeys: EngineOperation = (input, { region, now }) => {
  const end = typeof input.EndTime === 'number' ? input.EndTime * 1000 : now;
  const start = typeof input.StartTime === 'number' ? input.StartTime * 1000 : end;
  if (start > end) throw new AwsError('InvalidTimeRangeException', 'The start time must be before the end time.');
  const invalidToken = () => new AwsError('InvalidTokenException', 'Reserved for future use.');
  const items = termsBetween(region, Math.max(start, end - maxSpanMs), Math.min(end, now)).toReversed();
  const page = paginate({ items, input, default: 50, max: 50, invalidToken });
  return {
    PublicKeyList: page.items.map(({ key, from, to }) => ({
      Value: key.value.toString('base64'),
      ValidityStartTime: from / 1000,
      ValidityEndTime: to / 1000,
      Fingerprint: key.fingerprint,
    })),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
};
