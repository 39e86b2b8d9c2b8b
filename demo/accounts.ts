/** The accounts, people and shared facts of the demo: both scenario and services read them here. */
export const accounts = [
  { id: '111122223333', name: 'ml-prod', regions: ['eu-west-1', 'us-east-1'] },
  { id: '444455556666', name: 'ml-research', regions: ['eu-west-1', 'us-east-1'] },
] as const;

/** The account in which Trailwatch itself runs; its key may only assume roles. */
export const managementAccount = '999988887777';
export const readerKey = {
  accessKeyId: 'AKIATRAILWATCHDEMO00',
  secretAccessKey: 'demo-secret-of-the-loopback-account',
};
export const readerRole = 'TrailwatchReadOnly';
export const externalId = 'trailwatch-demo';

/** The role in the management account that lists the organization and from which those of the members are assumed. */
export const organizationRole = 'TrailwatchOrganization';
export const organizationExternalId = 'trailwatch-demo-organization';
export const memberExternalId = 'trailwatch-demo-members';

/**
 * The account that keeps the log files of the organization's trails, and the one role that may read them; Trailwatch's own key assumes it.
 * Nothing else is collected of it.
 */
export const logArchive = {
  account: '333344445555',
  role: 'TrailwatchLogReader',
  externalId: 'trailwatch-demo-logs',
  region: 'eu-west-1',
  bucket: 'demo-organization-logs-333344445555',
  keyArn: 'arn:aws:kms:eu-west-1:333344445555:key/7c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5',
} as const;

/** The trail of the organization: what it is called, wherever somebody speaks of it. */
export const organizationTrail = {
  name: 'organization-trail',
  account: managementAccount,
  homeRegion: logArchive.region,
  arn: `arn:aws:cloudtrail:${logArchive.region}:${managementAccount}:trail/organization-trail`,
} as const;

/** Teams own by tag `team`; a few resources carry none and are matched by rules, or stay unowned. */
export const teams = ['search', 'fraud', 'vision', 'retail-labels'] as const;
export type DemoTeam = (typeof teams)[number];

/** Who acts. A session's name says the person; the role says how they came in. */
export const people = {
  'data-eng-1': { role: 'ci-deploy', team: 'search' },
  'data-eng-2': { role: 'ci-deploy', team: 'search' },
  'release-1': { role: 'ci-deploy', team: 'fraud' },
  'ml-lead': { role: 'AWSReservedSSO_MLAdmin_0a1b2c3d4e5f6071', team: 'vision' },
  'data-sci-2': { role: 'AWSReservedSSO_Developer_1122334455667788', team: 'search' },
  'data-sci-4': { role: 'AWSReservedSSO_Developer_1122334455667788', team: 'vision' },
  'label-lead': { role: 'AWSReservedSSO_Labeling_99aabbccddeeff00', team: 'retail-labels' },
  'train-runner': { role: 'batch-train', team: 'vision' },
  'cloud-sec-1': { role: 'AWSReservedSSO_OrgAdmin_ffeeddccbbaa9988', team: null },
} as const;
export type DemoPerson = keyof typeof people;
