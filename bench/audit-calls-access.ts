import { asked, type CallRow, people, type Said, shorts, tags } from './audit-call.ts';
import { bucketName, type Place, roleName, userName } from './audit-names.ts';

/** Services and deployments say the same of each session; the SDK says when it began. */
const sessionName = ({ dice, time }: Place): string =>
  dice.below(3) === 0 ? `botocore-session-${Date.parse(time) / 1000}` : dice.pick(['SageMaker', 'deploy', 'metrics-agent']);

const assumed = (place: Place): Said => {
  const { dice, account } = place;
  const [role, session] = [roleName(place), sessionName(place)];
  const arn = `arn:aws:iam::${account}:role/${role}`;
  return {
    request: { roleArn: arn, roleSessionName: session, durationSeconds: 3600 },
    response: {
      credentials: {
        accessKeyId: `ASIA${dice.id(16)}`,
        sessionToken: `IQoJb3JpZ2luX2Vj${dice.token(360)}`,
        expiration: `${place.time.slice(0, 10)} 23:00:00`,
      },
      assumedRoleUser: {
        assumedRoleId: `AROA${dice.id(17)}:${session}`,
        arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
      },
    },
    resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: arn }],
    more: { sharedEventID: dice.uuid() },
  };
};
const iam = shorts('iam');
const sts = shorts('sts');

export const accessRows: readonly CallRow[] = [
  iam.read('GetRole', 18, asked('roleName', roleName)),
  iam.read('ListAttachedRolePolicies', 10, asked('roleName', roleName)),
  iam.read('GetRolePolicy', 5, (place) => ({ request: { roleName: roleName(place), policyName: 'inline' } })),
  iam.read('ListRoles', 4, () => ({ request: null }), people),
  iam.read('ListAccessKeys', 3, asked('userName', userName), people),
  iam.read('GetUser', 4, asked('userName', userName)),
  iam.write(
    'PutRolePolicy',
    1,
    (place) => ({
      request: {
        ...{ roleName: roleName(place), policyName: 'inline' },
        policyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::${bucketName(place)}/*"}]}`,
      },
    }),
    people,
  ),
  iam.write(
    'AttachRolePolicy',
    1,
    (place) => ({ request: { roleName: roleName(place), policyArn: 'arn:aws:iam::aws:policy/AmazonSageMakerFullAccess' } }),
    people,
  ),
  iam.write('TagRole', 1, (place) => ({ request: { roleName: roleName(place), tags: tags(place) } })),
  sts.read('AssumeRole', 75, assumed, { by: ['people', 'work', 'service'] }),
  sts.read('GetCallerIdentity', 22, () => ({ request: null })),
  sts.read('GetSessionToken', 2, () => ({ request: { durationSeconds: 43_200 } }), people),
];
