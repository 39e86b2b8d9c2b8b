import { asked, type CallRow, machines, people, type Said, shorts } from './audit-call.ts';
import { logGroup, type Place, runName } from './audit-names.ts';

const filtered =
  (set: string, filter: string) =>
  ({ dice }: Place): Said => ({
    request: { [set]: {}, filterSet: { items: [{ name: filter, valueSet: { items: [{ value: `vpc-0${dice.hex(4)}` }] } }] } },
  });
const streamed = (place: Place): Said => ({
  request: { logGroupName: logGroup(place), logStreamName: `${runName(place)}/algo-1-${place.dice.below(2_000_000_000)}` },
});

const ec2 = shorts('ec2');
const logs = shorts('logs');

export const networkRows: readonly CallRow[] = [
  ec2.read('DescribeInstances', 30, filtered('instancesSet', 'vpc-id')),
  ec2.read('DescribeNetworkInterfaces', 30, filtered('networkInterfaceIdSet', 'vpc-id'), machines),
  ec2.read('DescribeSubnets', 16, filtered('subnetSet', 'vpc-id')),
  ec2.read('DescribeSecurityGroups', 14, filtered('securityGroupSet', 'vpc-id')),
  ec2.read('DescribeVpcs', 10, () => ({ request: { vpcSet: {}, filterSet: {} } })),
  ec2.write(
    'CreateNetworkInterface',
    8,
    (place) => {
      const { dice, account } = place;
      const [subnet, group] = [`subnet-0${dice.hex(4)}`, `sg-0${dice.hex(4)}`];
      return {
        request: {
          subnetId: subnet,
          description: `[DO NOT DELETE] ENI managed by SageMaker: ${runName(place)}`,
          groupSet: { items: [{ groupId: group }] },
        },
        response: {
          requestId: dice.uuid(),
          networkInterface: {
            ...{
              networkInterfaceId: `eni-0${dice.hex(4)}`,
              subnetId: subnet,
              vpcId: `vpc-0${dice.hex(4)}`,
              availabilityZone: `${place.region}a`,
            },
            ...{
              ownerId: account,
              requesterManaged: true,
              status: 'pending',
              interfaceType: 'interface',
              macAddress: dice.hex(3),
            },
            ...{
              privateIpAddress: `10.${dice.below(32)}.${dice.below(256)}.${dice.below(256)}`,
              sourceDestCheck: true,
              tagSet: {},
              ipv6AddressesSet: {},
            },
            groupSet: { items: [{ groupId: group, groupName: 'sagemaker' }] },
          },
        },
      };
    },
    machines,
  ),
  ec2.write(
    'DeleteNetworkInterface',
    7,
    ({ dice }) => ({
      request: { networkInterfaceId: `eni-0${dice.hex(4)}` },
      response: { requestId: dice.uuid(), _return: true },
    }),
    machines,
  ),
  ec2.write(
    'AuthorizeSecurityGroupIngress',
    1,
    ({ dice }) => ({
      request: {
        groupId: `sg-0${dice.hex(4)}`,
        ipPermissions: {
          items: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } }],
        },
      },
      response: { requestId: dice.uuid(), _return: true },
    }),
    people,
  ),
  ec2.write('CreateTags', 4, ({ dice }) => ({
    request: {
      resourcesSet: { items: [{ resourceId: `eni-0${dice.hex(4)}` }] },
      tagSet: { items: [{ key: 'team', value: 'ml' }] },
    },
    response: { requestId: dice.uuid(), _return: true },
  })),
  logs.write('CreateLogStream', 40, streamed, machines),
  logs.write('CreateLogGroup', 4, asked('logGroupName', logGroup), machines),
  logs.read('DescribeLogStreams', 18, (place) => ({
    request: { logGroupName: logGroup(place), orderBy: 'LastEventTime', descending: true, limit: 50 },
  })),
  logs.read('DescribeLogGroups', 12, () => ({ request: { limit: 50 } })),
  logs.read(
    'FilterLogEvents',
    8,
    (place) => ({
      request: { logGroupName: logGroup(place), startTime: Date.parse(place.time) - 3_600_000, filterPattern: 'ERROR' },
    }),
    people,
  ),
  logs.write('PutRetentionPolicy', 1, (place) => ({ request: { logGroupName: logGroup(place), retentionInDays: 30 } })),
];
