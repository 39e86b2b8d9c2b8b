import { table } from './table.ts';

/** What would let a denied call through, read from what AWS said. No policy is ever written by Trailwatch: these lines are for pasting. */
export type DeniedCall = { service: string; operation: string; code: string; message: string };
/** The role of the account, as trailwatch.yaml names it; null where the worker's own keys are the account's. */
export type AccountRole = { arn: string; externalId: string | null } | null;

/** `action` null: it is no permission that is missing. `lines` are policy statements, each with where it belongs. */
export type Grant = { action: string | null; advice: string | null; lines: readonly { where: string; statement: string }[] };

const advices: readonly { codes: RegExp; advice: string }[] = [
  {
    codes: /^(ExpiredToken|CredentialsProviderError|TokenProviderError|InvalidIdentityToken)/,
    advice: 'The worker has no valid credentials: renew them where it is started. No policy is missing.',
  },
  {
    codes: /^(InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|AuthFailure|MissingAuthenticationToken)/,
    advice: 'AWS does not know the key that the worker signs with: give it a key that exists. No policy is missing.',
  },
  {
    codes: /^(SignatureDoesNotMatch|InvalidSignature|IncompleteSignature)/,
    advice: "The secret does not belong to the key, or the worker's clock is off by minutes. No policy is missing.",
  },
  {
    codes: /^(OptInRequired|RegionDisabled)/,
    advice: 'The Region is not enabled in this account: enable it, or take it out of trailwatch.yaml.',
  },
];

/** IAM's name of the permission that a call needs; STS's own calls need it of the worker's identity. */
export const actionOf = (service: string, operation: string): string =>
  actions[`${service}.${operation}`] ?? `${prefixes[service] ?? service}:${operation}`;

/** Where IAM spells a service otherwise than its SDK. */
const prefixes = table<string>({ tagging: 'tag' });

/** Where it names an action otherwise than the call. */
const actions = table<string>({ 's3.ListObjectsV2': 's3:ListBucket' });

/** AWS: "User: arn is not authorized to perform: action on resource: arn because … / with an explicit deny in …". */
const sentence = /User: (\S+) is not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?/;

const statement = (value: object): string => JSON.stringify({ Effect: 'Allow', ...value }, null, 2);

function assumeRoleLines(principal: string | undefined, role: AccountRole): Grant['lines'] {
  const resource = role?.arn ?? '*';
  const condition = role?.externalId ? { Condition: { StringEquals: { 'sts:ExternalId': role.externalId } } } : {};
  return [
    {
      where: `trust policy of ${resource}`,
      statement: statement({
        Principal: { AWS: principal ?? 'the identity that the worker runs as' },
        Action: 'sts:AssumeRole',
        ...condition,
      }),
    },
    {
      where: 'policy of the identity that the worker runs as',
      statement: statement({ Action: 'sts:AssumeRole', Resource: resource }),
    },
  ];
}

/** The missing permission of a denied call and the lines that would grant it; an explicit deny is said to be one. */
export function grantFor(call: DeniedCall, role: AccountRole): Grant {
  const known = advices.find(({ codes }) => codes.test(call.code));
  if (known) return { action: null, advice: known.advice, lines: [] };
  const [, principal, said] = sentence.exec(call.message) ?? [];
  const action = said ?? actionOf(call.service, call.operation);
  const policy = /explicit deny in an? ([\w -]+?policy)/.exec(call.message)?.[1];
  if (/explicit deny/.test(call.message)) {
    const where = policy ?? 'policy';
    return {
      action,
      advice: `A ${where} denies it in so many words; no allow outweighs that. Take ${action} out of it.`,
      lines: [],
    };
  }
  if (action === 'sts:AssumeRole') return { action, advice: null, lines: assumeRoleLines(principal, role) };
  const where = role ? `policy of ${role.arn}` : 'policy of the identity that the worker runs as';
  return { action, advice: null, lines: [{ where, statement: statement({ Action: action, Resource: '*' }) }] };
}
