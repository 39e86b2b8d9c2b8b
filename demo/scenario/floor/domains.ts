import { AwsError } from '#demo/aws-error.ts';
import { hexOf } from '../random.ts';
import type { CallContext, Operation, Place } from '../types.ts';
import { present } from './job-parts.ts';
import { answerList } from './listing.ts';
import { arnOf, inSeconds, isAt, keyArn, type Owner, prodEu, researchEu, roleArn, vpcId, vpcOf } from './setting.ts';

type DomainRow = {
  id: string;
  name: string;
  team: Owner;
  place: Place;
  createdAt: number;
  auth: 'SSO' | 'IAM';
  network: 'VpcOnly' | 'PublicInternetOnly';
  key?: boolean;
  namesPeople: boolean;
};

export const domains: readonly DomainRow[] = [
  {
    id: 'd-7k2vq0m4xw1s',
    name: 'ml-prod-studio',
    team: 'search',
    place: prodEu,
    createdAt: Date.UTC(2025, 1, 11, 9, 0),
    auth: 'SSO',
    network: 'VpcOnly',
    key: true,
    namesPeople: true,
  },
  {
    id: 'd-a93hx5bt2n0p',
    name: 'research-studio',
    team: 'vision',
    place: researchEu,
    createdAt: Date.UTC(2025, 3, 2, 14, 20),
    auth: 'IAM',
    network: 'PublicInternetOnly',
    namesPeople: false,
  },
];

export const domainArn = (row: DomainRow): string => arnOf(row.place, `domain/${row.id}`);

const here = (context: CallContext): DomainRow[] =>
  domains.filter((row) => isAt(row.place, context) && row.createdAt <= context.now);

const summary = (row: DomainRow): Record<string, unknown> => ({
  DomainArn: domainArn(row),
  DomainId: row.id,
  DomainName: row.name,
  Status: 'InService',
  CreationTime: inSeconds(row.createdAt),
  LastModifiedTime: inSeconds(row.createdAt + 30 * 86_400_000),
  Url: `https://${row.id}.studio.${row.place.region}.sagemaker.aws`,
});

/** ListDomains and DescribeDomain. */
export const domainOperations: Record<string, Operation> = {
  'sagemaker.ListDomains': (input, context) =>
    answerList({
      items: here(context),
      input,
      key: 'Domains',
      sorting: { by: 'CreationTime', order: 'Ascending' },
      summary,
    }),
  'sagemaker.DescribeDomain': (input, context) => {
    const row = here(context).find((one) => one.id === input.DomainId);
    if (!row) throw new AwsError('ResourceNotFound', `Domain [${input.DomainId}] does not exist.`);
    return present({
      ...summary(row),
      HomeEfsFileSystemId: `fs-0${hexOf(16, row.id)}`,
      SecurityGroupIdForDomainBoundary: `sg-${hexOf(17, row.id)}`,
      AuthMode: row.auth,
      DefaultUserSettings: {
        ExecutionRole: roleArn(row.place, 'SageMakerStudio'),
        SecurityGroups: vpcOf(row.place).SecurityGroupIds,
        StudioWebPortal: 'ENABLED',
      },
      DomainSettings: { ExecutionRoleIdentityConfig: row.namesPeople ? 'USER_PROFILE_NAME' : 'DISABLED' },
      AppNetworkAccessType: row.network,
      SubnetIds: vpcOf(row.place).Subnets,
      VpcId: vpcId(row.place),
      KmsKeyId: row.key ? keyArn(row.place, row.team ?? 'shared') : undefined,
      TagPropagation: 'ENABLED',
    });
  },
};
