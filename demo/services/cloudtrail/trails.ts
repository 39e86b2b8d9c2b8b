import { organizationTrail } from '../../accounts.ts';
import { members, organizationId } from '../../organization.ts';
import type { Place, Scenario } from '../../scenario/types.ts';

/** A trail of the demo. All of them deliver into the one bucket of the log archive. */
export type Trail = {
  name: string;
  /** The account that owns it. */
  account: string;
  homeRegion: string;
  /** Before AWSLogs/ in its keys, ending in a slash, or nothing. */
  prefix: '' | `${string}/`;
  isOrganization: boolean;
  isMultiRegion: boolean;
  hasValidation: boolean;
};

const ofOrganization: Trail = {
  ...organizationTrail,
  prefix: '',
  isOrganization: true,
  isMultiRegion: true,
  hasValidation: true,
};

/** What a team set up before there was a trail of the organization: its events lie in the bucket twice. */
const researchTrail: Trail = {
  name: 'research-audit',
  account: '444455556666',
  homeRegion: 'eu-west-1',
  prefix: 'research/',
  isOrganization: false,
  isMultiRegion: false,
  hasValidation: false,
};

export const trails: readonly Trail[] = [ofOrganization, researchTrail];

export const trailArn = ({ homeRegion, account, name }: Trail): string =>
  `arn:aws:cloudtrail:${homeRegion}:${account}:trail/${name}`;

/** All others are shut by a policy of the organization, so that nothing is logged in them. */
const regions = ['eu-west-1', 'us-east-1'];

/** Where a trail logs: an organization's in each of its accounts that is active. */
export const placesOf = (trail: Trail): readonly Place[] => placesByTrail.get(trail) ?? [];

const placesByTrail = new Map<Trail, readonly Place[]>(
  trails.map((trail) => {
    const accounts = trail.isOrganization
      ? members.filter(({ state }) => state === 'ACTIVE').map(({ id }) => id)
      : [trail.account];
    const where = trail.isMultiRegion ? regions : [trail.homeRegion];
    return [trail, accounts.flatMap((account) => where.map((region) => ({ account, region })))];
  }),
);

/** Whether anything ever happens there: a folder of log files comes into being with the first of them. */
export const hasEvents = (scenario: Scenario, place: Place): boolean =>
  scenario.accounts.some(({ id, regions: used }) => id === place.account && used.includes(place.region));

/** @returns the trails that an account sees in a Region, those of other Regions and of its organization ("shadow trails") among them */
export const trailsSeen = ({ account, region }: Place): readonly Trail[] =>
  trails.filter(
    (trail) =>
      (trail.account === account || (trail.isOrganization && members.some(({ id }) => id === account))) &&
      (trail.isMultiRegion || trail.homeRegion === region),
  );

/** The folder above a place's Region: `[prefix/]AWSLogs/[o-id/]<account>/<kind>/<region>/`. */
export const folderOf = (trail: Trail, { account, region }: Place, kind: 'CloudTrail' | 'CloudTrail-Digest'): string =>
  `${trail.prefix}AWSLogs/${trail.isOrganization ? `${organizationId}/` : ''}${account}/${kind}/${region}/`;

/** `YYYY/MM/DD/` of an instant, in UTC. */
export const dayFolder = (at: number): string => `${new Date(at).toISOString().slice(0, 10).replaceAll('-', '/')}/`;

/** `YYYYMMDDTHHMMSSZ` of an instant. */
export const basicTime = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** ISO 8601 without fractions, as CloudTrail writes times. */
export const plainTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
