import type { DemoTeam } from '#demo/accounts.ts';
import { hexOf, streamOf, whole } from '../random.ts';
import type { Place } from '../types.ts';

/** The four places of the demo account, and what every resource of the floor is made of there. */
export const prodEu: Place = { account: '111122223333', region: 'eu-west-1' };
export const prodUs: Place = { account: '111122223333', region: 'us-east-1' };
export const researchEu: Place = { account: '444455556666', region: 'eu-west-1' };
export const researchUs: Place = { account: '444455556666', region: 'us-east-1' };
export const places = [prodEu, prodUs, researchEu, researchUs] as const;

export const isAt = (a: Place, b: Place): boolean => a.account === b.account && a.region === b.region;

/** How far back the floor remembers, as CloudWatch does. */
export const memoryMs = 455 * 86_400_000;

/** Epoch seconds of epoch milliseconds, as the JSON protocols write times. */
export const inSeconds = (at: number): number => at / 1000;

export const arnOf = (place: Place, resource: string): string => `arn:aws:sagemaker:${place.region}:${place.account}:${resource}`;
export const roleArn = (place: Place, role: string): string => `arn:aws:iam::${place.account}:role/${role}`;
export const bucketOf = (place: Place): string => `ml-${place.account}-${place.region}`;

/** Each team's customer-managed key; what encrypts with it breaks when it is switched off. */
export const keyArn = (place: Place, team: string): string => {
  const hex = hexOf(32, 'kms-key', place.account, place.region, team);
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  return `arn:aws:kms:${place.region}:${place.account}:key/${id}`;
};

export const vpcOf = (place: Place): { SecurityGroupIds: string[]; Subnets: string[] } => ({
  SecurityGroupIds: [`sg-${hexOf(17, 'sg', place.account, place.region)}`],
  Subnets: ['a', 'b'].map((zone) => `subnet-${hexOf(17, 'subnet', place.account, place.region, zone)}`),
});
export const vpcId = (place: Place): string => `vpc-${hexOf(17, 'vpc', place.account, place.region)}`;

export const privateDns = (place: Place, ...words: string[]): string => {
  const stream = streamOf('address', place.account, place.region, ...words);
  const domain = place.region === 'us-east-1' ? 'ec2.internal' : `${place.region}.compute.internal`;
  return `ip-10-${16 + whole(stream, 0, 16)}-${whole(stream, 1, 256)}-${4 + whole(stream, 2, 250)}.${domain}`;
};

/** null: nobody tagged it; a rule of trailwatch.yaml may still find its team, or it stays unowned. */
export type Owner = DemoTeam | null;
