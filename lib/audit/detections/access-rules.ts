import { objectAt, textAt } from '../text.ts';
import { example, root } from './example.ts';
import { type StatelessRule, textOf } from './rule.ts';

const password = { type: 'IAMUser', userName: 'bob', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/bob' };
const signIn = (mfa: string, identity: typeof password | typeof root = password) =>
  example('signin', 'ConsoleLogin', {
    identity,
    more: {
      eventType: 'AwsConsoleSignIn',
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { LoginTo: 'https://console.aws.amazon.com/console/home', MobileVersion: 'No', MFAUsed: mfa },
    },
  });

const domainUrl = { domainId: 'd-k2vq7xexample', userProfileName: 'ada', sessionExpirationDurationInSeconds: 43_200 };

export const accessRules = {
  presigned_url_opened: {
    title: 'A notebook or Studio was opened',
    severity: 'info',
    why: 'A presigned URL is a whole session with the rights of the execution role: whoever holds it needs no other sign-in.',
    mend: 'Look at who asked for it and from where. Where that is not the person who works there, stop the notebook or app and end the role’s sessions.',
    on: ['sagemaker.amazonaws.com:CreatePresignedNotebookInstanceUrl', 'sagemaker.amazonaws.com:CreatePresignedDomainUrl'],
    judge: ({ event, request }) => {
      const profile = textAt(request, 'userProfileName');
      const object = textAt(request, 'notebookInstanceName') ?? textAt(request, 'domainId');
      return { object, found: { from: event.sourceIp ?? 'no address', ...(profile ? { profile } : {}) } };
    },
    says: (found) => `from ${textOf(found, 'from')}${found.profile ? `, as user profile ${textOf(found, 'profile')}` : ''}`,
    examples: {
      fires: [
        example('sagemaker', 'CreatePresignedDomainUrl', {
          request: domainUrl,
          response: { authorizedUrl: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
        }),
      ],
      passes: [example('sagemaker', 'DescribeDomain', { request: { domainId: 'd-k2vq7xexample' } })],
    },
  },
  root_used: {
    title: 'The root user was used',
    severity: 'high',
    why: 'The root user passes every policy and boundary; day-to-day work never needs it.',
    mend: 'Ask who it was and why. Change its password, take away its access keys, and require MFA.',
    on: ['root'],
    isAttempt: true,
    judge: ({ event, record }) => {
      const identity = objectAt(record, 'userIdentity');
      if (event.userType !== 'Root' || textAt(identity, 'invokedBy') || event.eventType === 'AwsServiceEvent') return null;
      const isSignIn = event.eventName === 'ConsoleLogin';
      return {
        found: {
          from: event.sourceIp ?? 'no address',
          by: textAt(identity, 'accessKeyId')?.startsWith('AKIA') ? 'an access key' : 'a sign-in',
        },
        severity: isSignIn ? 'critical' : 'high',
      };
    },
    says: (found) => `by ${textOf(found, 'by')}, from ${textOf(found, 'from')}`,
    examples: {
      fires: [example('iam', 'ListUsers', { identity: root })],
      passes: [example('iam', 'ListUsers')],
    },
  },
  sign_in_without_mfa: {
    title: 'Signed in to the console without MFA',
    severity: 'high',
    why: 'A password alone opens this account: one that leaks is enough.',
    mend: 'Register MFA for the user, and deny everything without it by the condition aws:MultiFactorAuthPresent.',
    on: ['signin.amazonaws.com:ConsoleLogin'],
    judge: ({ event, record }) => {
      // Whoever comes from an identity provider proves that there: AWS then says No whatever it was.
      if (event.userType !== 'IAMUser' && event.userType !== 'Root') return null;
      if (textAt(objectAt(record, 'responseElements'), 'ConsoleLogin') !== 'Success') return null;
      if (textAt(objectAt(record, 'additionalEventData'), 'MFAUsed') !== 'No') return null;
      return { found: { from: event.sourceIp ?? 'no address' } };
    },
    says: (found) => `from ${textOf(found, 'from')}`,
    examples: { fires: [signIn('No')], passes: [signIn('Yes')] },
  },
} as const satisfies Record<string, StatelessRule>;
