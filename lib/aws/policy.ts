import { actionsOf, type FeatureId, featureIds, features } from './features.ts';

export type Statement = { Sid: string; Effect: 'Allow'; Action: string[]; Resource: unknown };
export type PolicyDocument = { Version: '2012-10-17'; Statement: Statement[] };

/** What the role in each account reads; the organization, and the bucket of its trail, are read by roles of their own. */
export const memberFeatures: readonly FeatureId[] = featureIds.filter((id) => id !== 'organization' && id !== 'trails');

/** The least that a role for Trailwatch must allow: the IAM actions of the calls it makes, and nothing that writes. */
export const leastPrivilegePolicy = (of: readonly FeatureId[] = memberFeatures): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: of.map((feature) => ({
    Sid: features[feature].sid,
    Effect: 'Allow',
    Action: actionsOf(feature),
    Resource: '*',
  })),
});
