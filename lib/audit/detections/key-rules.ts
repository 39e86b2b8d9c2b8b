import { lastPart, textAt } from '../text.ts';
import { example } from './example.ts';
import { type Found, type StatelessRule, textOf } from './rule.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const keyName = (arn: string | null): string | null => arn && lastPart(arn);

export const keyRules = {
  key_disabled: {
    title: 'A key was disabled or is to be deleted',
    severity: 'high',
    why: 'Training, endpoints and volumes under the key fail at once; once it is deleted, what it encrypted is lost for ever.',
    mend: 'Cancel the deletion or enable the key, and look for the jobs that failed meanwhile.',
    on: ['kms.amazonaws.com:ScheduleKeyDeletion', 'kms.amazonaws.com:DisableKey', 'kms.amazonaws.com:DeleteImportedKeyMaterial'],
    judge: ({ event, request }) => {
      const days = textAt(request, 'pendingWindowInDays');
      const found: Found = event.eventName === 'ScheduleKeyDeletion' && days ? { days } : {};
      return { object: keyName(textAt(request, 'keyId')), found };
    },
    says: (found) => (found.days ? `in ${textOf(found, 'days')} days` : ''),
    examples: {
      fires: [example('kms', 'ScheduleKeyDeletion', { request: { keyId: key, pendingWindowInDays: 7 } })],
      passes: [example('kms', 'CancelKeyDeletion', { request: { keyId: key } })],
    },
  },
  key_policy_changed: {
    title: 'The policy of a key was changed',
    severity: 'medium',
    why: 'A key’s policy decides who can read models and data; it can also lock everybody out.',
    mend: 'Compare it with the policy before, and have the owner of the data agree.',
    on: ['kms.amazonaws.com:PutKeyPolicy'],
    judge: ({ request }) => ({ object: keyName(textAt(request, 'keyId')), found: {} }),
    says: () => '',
    examples: {
      fires: [
        example('kms', 'PutKeyPolicy', {
          request: {
            keyId: key,
            policyName: 'default',
            policy:
              '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}',
          },
        }),
      ],
      passes: [example('kms', 'GetKeyPolicy', { request: { keyId: key, policyName: 'default' } })],
    },
  },
} as const satisfies Record<string, StatelessRule>;
