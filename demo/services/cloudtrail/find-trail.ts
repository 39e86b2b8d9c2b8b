import { AwsError } from '../../aws-error.ts';
import type { Place } from '../../scenario/types.ts';
import { type Trail, trailArn, trailsSeen } from './trails.ts';

/**
 * The trail of a name or ARN, as an account sees it from a Region: by its name in its own account and home Region, by its ARN from elsewhere.
 * @throws AwsError TrailNotFoundException, InvalidTrailNameException
 */
export function findTrail(name: unknown, place: Place): Trail {
  if (typeof name !== 'string' || name === '') throw new AwsError('InvalidTrailNameException', 'Trail name cannot be blank!');
  const found = trailNamed(name, place);
  if (found) return found;
  const arn = name.startsWith('arn:') ? name : `arn:aws:cloudtrail:${place.region}:${place.account}:trail/${name}`;
  throw new AwsError('TrailNotFoundException', `Unknown trail: ${arn} for the user: ${place.account}`);
}

export const trailNamed = (name: string, place: Place): Trail | undefined =>
  trailsSeen(place).find((trail) => trailArn(trail) === name || (trail.name === name && isAtHome(trail, place)));

const isAtHome = (trail: Trail, { account, region }: Place): boolean => trail.account === account && trail.homeRegion === region;
