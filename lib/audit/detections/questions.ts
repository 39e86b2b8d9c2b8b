import type { RuleId } from './rules.ts';

/** Questions that an auditor comes with, and the rules that answer each. */
export const readyQuestions = [
  { ask: 'Who opened a notebook or Studio URL?', rules: ['presigned_url_opened'] },
  { ask: 'Who passed a role for the first time?', rules: ['role_passed_first'] },
  { ask: 'Denied, then allowed', rules: ['denied_then_allowed', 'denial_burst'] },
  {
    ask: 'Isolation, encryption or VPC removed',
    rules: ['network_isolation_removed', 'traffic_encryption_removed', 'vpc_removed', 'volume_key_removed', 'notebook_opened_up'],
  },
  {
    ask: 'Trail, key or bucket changed',
    rules: [
      'trail_stopped',
      'trail_narrowed',
      'key_disabled',
      'key_policy_changed',
      'public_access_block_removed',
      'bucket_access_changed',
      'bucket_deleted',
    ],
  },
  { ask: 'Made public or shared', rules: ['made_public', 'shared_with_account'] },
  { ask: 'Root and no-MFA use', rules: ['root_used', 'sign_in_without_mfa'] },
  { ask: 'Outside its usual network', rules: ['unusual_network'] },
  { ask: 'Scripts written', rules: ['lifecycle_script_changed'] },
  { ask: 'Deployments or training data deleted', rules: ['deployment_deleted', 'training_data_deleted'] },
] as const satisfies readonly { ask: string; rules: readonly RuleId[] }[];
